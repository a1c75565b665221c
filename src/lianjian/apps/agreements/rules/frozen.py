"""The text that is signed: one byte form for one agreement, with the words a person reads inside it.

Format ``lianjian.agreement/1``: canonical JSON (``kernel.keys.canonical_json``) of the fields of
``FrozenText`` and of ``text``, the same as plain Chinese words. The hash covers both, so that what is read
is what is signed. Version and key are inside: two texts never share a hash, and a text that returns to old
words is still a new text.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from lianjian.apps.agreements.rules.numerals import article, designation
from lianjian.kernel.keys import canonical_json, fingerprint

FORMAT = "lianjian.agreement/1"


@dataclass(frozen=True, slots=True)
class FrozenParty:
    """A party as the text names it; ``organisation`` is the register's key word, not its number."""

    organisation: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class FrozenClause:
    heading: str
    text: str


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

    @property
    def canonical(self) -> bytes:
        """The bytes that are hashed, UTF-8."""
        return canonical_json({"format": FORMAT, **asdict(self), "text": self.readable})

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
        lines.append("")
        for place, party in enumerate(self.parties):
            role = f"（{party.role}）" if party.role else ""
            lines.append(f"{designation(place)}：{party.name}{role}")
        lines.append("")
        for place, clause in enumerate(self.clauses, start=1):
            lines.extend((f"{article(place)}　{clause.heading}".rstrip("　"), clause.text, ""))
        if self.starts_on or self.ends_on:
            lines.append(
                f"期限：{self.starts_on or '签署完成之日'}起至{self.ends_on or '各方协商终止之日'}止"
            )
        return "\n".join(lines).rstrip("\n")


def thaw(canonical: str) -> FrozenText:
    """Read back what ``canonical`` wrote. Raises ValueError where it is another format."""
    values: dict[str, Any] = json.loads(canonical)
    if values.pop("format", None) != FORMAT:
        msg = f"not a text in the format {FORMAT}"
        raise ValueError(msg)
    del values["text"]
    return FrozenText(
        **{
            **values,
            "parties": tuple(FrozenParty(**party) for party in values["parties"]),
            "clauses": tuple(FrozenClause(**clause) for clause in values["clauses"]),
        }
    )
