"""The text that is signed: one byte form for one agreement, with the words a person reads inside it.

Canonical JSON (``kernel.keys.canonical_json``) of the fields of ``FrozenText`` and of ``text``, the same as plain
Chinese words. The hash covers both, so that what is read is what is signed. Version and key are inside: two texts
never share a hash, and a text that returns to old words is still a new text.

Format ``lianjian.agreement/1`` knows title, number, term, parties and clauses. Format ``lianjian.agreement/2`` adds
the notice that a party gives before it leaves, what kind of agreement it is, the agreement that it supplements, and
what each clause of a supplement does to that one. Texts of the first format keep their bytes for ever.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from lianjian.apps.agreements.rules.numerals import article, designation, numeral
from lianjian.apps.agreements.rules.signing import Kind
from lianjian.kernel.keys import canonical_json, fingerprint

FIRST = "lianjian.agreement/1"
FORMAT = "lianjian.agreement/2"
NOTICE_DAYS = 30
"""Days of notice where a text says nothing: those of the first format."""


@dataclass(frozen=True, slots=True)
class FrozenParty:
    """A party as the text names it; ``organisation`` is the register's key word, not its number."""

    organisation: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class FrozenClause:
    """A clause. In a supplement ``deed`` says what it does to the agreement (``rules.supplements.Deed``) and
    ``target`` to which of its clauses, counted from 1; 0 for none."""

    heading: str
    text: str
    deed: str = ""
    target: int = 0


@dataclass(frozen=True, slots=True)
class FrozenParent:
    """The agreement that is supplemented: its key, title, the hash of its text, the hashes of the supplements in
    force on it before this one in their order, and the number of this one among them all."""

    key: str
    title: str
    sha256: str
    after: tuple[str, ...]
    ordinal: int


@dataclass(frozen=True, slots=True)
class FrozenText:
    """Everything that is agreed. Dates are ISO 8601 or "" where none is agreed."""

    key: str
    version: int
    title: str
    number: str
    starts_on: str
    ends_on: str
    parties: tuple[FrozenParty, ...]
    clauses: tuple[FrozenClause, ...]
    notice_days: int = NOTICE_DAYS
    kind: str = Kind.AGREEMENT
    parent: FrozenParent | None = None
    format: str = FORMAT

    @property
    def canonical(self) -> bytes:
        """The bytes that are hashed, UTF-8."""
        values = {**asdict(self), "text": self.readable}
        if self.format == FIRST:
            for later in ("notice_days", "kind", "parent"):
                del values[later]
            for clause in values["clauses"]:
                del clause["deed"], clause["target"]
        return canonical_json(values)

    @property
    def sha256(self) -> str:
        return fingerprint(self.canonical)

    @property
    def readable(self) -> str:
        """The agreement as lines of plain text, as they are read and printed."""
        lines = [self.title]
        if self.number:
            lines.append(f"编号：{self.number}")
        lines.append(f"文本版本：第{self.version}版")
        if self.parent is not None:
            lines.append(f"本文是《{self.parent.title}》的第{numeral(self.parent.ordinal)}号补充协议。")
            lines.append(f"原协议指纹：{self.parent.sha256}")
        lines.append("")
        for place, party in enumerate(self.parties):
            role = f"（{party.role}）" if party.role else ""
            lines.append(f"{designation(place)}：{party.name}{role}")
        lines.append("")
        for place, clause in enumerate(self.clauses, start=1):
            lines.append(f"{article(place)}　{clause.heading}".rstrip("　"))
            lines.extend(line for line in (what_it_does(clause), clause.text) if line)
            lines.append("")
        if self.starts_on or self.ends_on:
            lines.append(
                f"期限：{self.starts_on or '签署完成之日'}起至{self.ends_on or '各方协商终止之日'}止"
            )
        if self.format != FIRST and self.parent is None:
            lines.append(f"退出：任何一方退出本协议，应当提前{self.notice_days}日书面通知其他各方。")
        return "\n".join(lines).rstrip("\n")


def what_it_does(clause: FrozenClause) -> str:
    """The sentence by which a clause of a supplement says what it does; "" for any other clause."""
    return {
        "replaces": f"原协议{article(clause.target)}修改为：",
        "adds": "在原协议最后增加一条：",
        "removes": f"删去原协议{article(clause.target)}。",
    }.get(clause.deed, "")


def thaw(canonical: str) -> FrozenText:
    """Read back what ``canonical`` wrote, in either format. Raises ValueError where it is another one."""
    values: dict[str, Any] = json.loads(canonical)
    if values.get("format") not in {FIRST, FORMAT}:
        msg = f"not a text in the format {FORMAT}"
        raise ValueError(msg)
    del values["text"]
    parent = values.pop("parent", None)
    return FrozenText(
        **{
            **values,
            "parties": tuple(FrozenParty(**party) for party in values["parties"]),
            "clauses": tuple(FrozenClause(**clause) for clause in values["clauses"]),
            "parent": FrozenParent(**{**parent, "after": tuple(parent["after"])}) if parent else None,
        }
    )
