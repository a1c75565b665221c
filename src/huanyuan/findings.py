"""What a repair reports: every edit, and every place that an editor should confirm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """The input cannot be treated as text; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Edit:
    """`text[at : at + len]` of the INPUT was `from_` and became `to`; edits are in order and do not overlap."""

    at: int
    len: int
    from_: str
    to: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"at": self.at, "len": self.len, "from": self.from_, "to": self.to, "why": self.why}


@dataclass(frozen=True, slots=True)
class Uncertain:
    """`text[at : at + len]` of the OUTPUT is `to`, chosen or left although the bytes do not force it.

    `from_` is what stood there in the input. Where `to` is `?` a character was lost and nothing was invented.
    """

    at: int
    len: int
    from_: str
    to: str
    why: str

    def as_json(self) -> dict[str, Any]:
        return {"at": self.at, "len": self.len, "from": self.from_, "to": self.to, "why": self.why}


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired text. Applying `edits` to the input gives `text`; `families` names the kinds of damage found."""

    text: str
    changed: bool = False
    families: tuple[str, ...] = ()
    uncertain: tuple[Uncertain, ...] = ()
    edits: tuple[Edit, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "changed": self.changed,
            "families": list(self.families),
            "uncertain": [u.as_json() for u in self.uncertain],
            "edits": [e.as_json() for e in self.edits],
        }


@dataclass(slots=True)
class Stage:
    """One family's work on a text: the pieces of its output in order, each verbatim, edited or uncertain."""

    source: str
    out: list[str] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    uncertain: list[Uncertain] = field(default_factory=list)
    families: set[str] = field(default_factory=set)
    at: int = 0
    """How far the source has been consumed."""
    written: int = 0
    """How many characters have been written."""

    def keep(self, until: int) -> None:
        """Copy the source verbatim up to `until`."""
        if until > self.at:
            self.out.append(self.source[self.at : until])
            self.written += until - self.at
            self.at = until

    def replace(self, until: int, to: str, why: str, doubts: tuple[tuple[int, int, str], ...] = ()) -> None:
        """Write `to` for the source up to `until`; `doubts` are (offset in `to`, length, why)."""
        piece = self.source[self.at : until]
        if piece != to:
            self.edits.append(Edit(self.at, len(piece), piece, to, why))
        self.doubt(to, piece, doubts)
        self.out.append(to)
        self.written += len(to)
        self.at = until

    def doubt(self, to: str, piece: str, doubts: tuple[tuple[int, int, str], ...]) -> None:
        """Report places of `to`, which is about to be written for `piece`, as uncertain."""
        for offset, length, why in doubts:
            chosen = to[offset : offset + length]
            self.uncertain.append(Uncertain(self.written + offset, length, piece, chosen, why))

    def text(self) -> str:
        """The whole output; the rest of the source is kept."""
        self.keep(len(self.source))
        if len(self.out) != 1:
            self.out = ["".join(self.out)]
        return self.out[0]
