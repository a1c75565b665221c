"""The forward rates of domain.md, each with its numerator and denominator, and when a small figure stays
hidden."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SMALLEST_SHOWN = 3
"""Where fewer reads and forwards than this stand behind a figure, the public does not see it: as WeChat
itself does (rows only when readers, sharers and collectors are 3 or more together)."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a whole. None in either place means unknown, which is not 0."""

    numerator: int | None
    denominator: int | None

    @property
    def value(self) -> Fraction | None:
        """The exact rate; None where a part is unknown or the denominator is 0."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class Tally:
    """Reads and forwards that our own pages saw."""

    reads: int = 0
    forwards: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.reads + other.reads, self.forwards + other.forwards)


@dataclass(frozen=True, slots=True)
class Shown:
    """A tally as somebody may see it: both None where ``hidden``, and where nothing is known."""

    reads: int | None
    forwards: int | None
    hidden: bool = False

    @property
    def read_forward_rate(self) -> Rate:
        """Forwards / reads."""
        return Rate(self.forwards, self.reads)


def show(tally: Tally, *, exact: bool) -> Shown:
    """What is shown of a tally: everything to those who work with it (``exact``), to others nothing below
    SMALLEST_SHOWN. Zero is shown: it says nothing about anybody."""
    behind = tally.reads + tally.forwards
    if not exact and 0 < behind < SMALLEST_SHOWN:
        return Shown(None, None, hidden=True)
    return Shown(tally.reads, tally.forwards)


def show_count(count: int, *, exact: bool) -> int | None:
    """One figure under the same threshold; None where it is too small to be shown."""
    return None if not exact and 0 < count < SMALLEST_SHOWN else count
