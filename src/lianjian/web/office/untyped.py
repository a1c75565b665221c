"""What a draft holds that print cannot show, said before the words are fixed and signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from lianjian.web.kit.papers import unprintable

if TYPE_CHECKING:
    from collections.abc import Iterable


class Worded(Protocol):
    """A clause."""

    @property
    def heading(self) -> str: ...

    @property
    def text(self) -> str: ...


def untyped(title: str, clauses: Iterable[Worded]) -> tuple[str, ...]:
    """The characters of a draft without a type, each once."""
    return unprintable(title, *(words for clause in clauses for words in (clause.heading, clause.text)))
