"""A draft's clauses brought to the newer words of the template they were made from: only where somebody has looked at what
changes, and never over words of the parties' own that nobody named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


@dataclass(frozen=True, slots=True)
class Made:
    """A clause as it stands, the words it was made from, and the newest ones of the same clause of the template, each as
    (heading, text). ``source`` and ``newest`` are the versions, counted from 1."""

    words: tuple[str, str]
    from_words: tuple[str, str]
    newest_words: tuple[str, str]
    source: int
    newest: int

    @property
    def behind(self) -> bool:
        """Whether the template says something else by now."""
        return self.newest > self.source and self.words != self.newest_words

    @property
    def own(self) -> bool:
        """Whether the parties have changed the words themselves: the newer ones would go over theirs."""
        return self.words != self.from_words

    def brought(self) -> Made:
        """The clause with the newest words."""
        return replace(self, words=self.newest_words, from_words=self.newest_words, source=self.newest)


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody had before their eyes when they took the newer words of a clause: the key of the words that stand
    there, and which words of the template they saw beside them (its key)."""

    clause: int
    words: str
    newest: int


def bring(clauses: Sequence[Made], chosen: Collection[int]) -> tuple[Made, ...]:
    """The clauses at the ``chosen`` places (from 0) with the newest words, all others as they are. Raises Refused where
    nothing is chosen, or one that is not behind."""
    if not chosen:
        raise Refused(gettext_noop("Say for which clauses the newer words are taken."))
    if not all(0 <= place < len(clauses) and clauses[place].behind for place in chosen):
        raise Refused(gettext_noop("The template has no newer words for this clause."))
    return tuple(one.brought() if place in chosen else one for place, one in enumerate(clauses))


def followers(clauses: Sequence[Made]) -> tuple[int, ...]:
    """The places of those that may be taken all at once: behind, and as the template had them word for word."""
    return tuple(place for place, one in enumerate(clauses) if one.behind and not one.own)
