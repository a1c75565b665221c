"""Finding the place of a repaired text again in a story that editors may have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FURTHEST = 60
"""How many characters on each side are compared at most."""


def find_again(texts: Sequence[str], repaired: str, position: int, length: int) -> tuple[int, int] | None:
    """(index in ``texts``, offset) of the place that stood at ``position`` in ``repaired``; None where it cannot be told.

    The place is known by its neighbours: as many characters on either side as are needed to leave exactly one candidate.
    """
    end = position + length
    for reach in range(FURTHEST, 0, -1):
        before = repaired[max(0, position - reach) : position].rpartition("\n")[2]
        after = repaired[end : end + reach].partition("\n")[0]
        needle = before + repaired[position:end] + after
        if len(needle) < min(length + 2, len(repaired)):
            continue
        found = [
            (index, at + len(before)) for index, text in enumerate(texts) for at in _all_starts(text, needle)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def read_elsewhere(other: str, text: str, position: int, length: int, reach: int = 5) -> str | None:
    """What another text of the same article has between the words that stand around a place; None where that is not clear."""
    before = text[max(0, position - reach) : position].rpartition("\n")[2]
    after = text[position + length : position + length + reach].partition("\n")[0]
    if len(before) < 2 or len(after) < 2:  # noqa: PLR2004 - one character stands everywhere
        return None
    starts = [at + len(before) for at in _all_starts(other, before)]
    found = {
        other[at : other.find(after, at)] for at in starts if 0 < other.find(after, at) - at <= length + 2
    }
    return found.pop() if len(found) == 1 else None


def _all_starts(text: str, needle: str) -> list[int]:
    starts, at = [], text.find(needle)
    while at >= 0:
        starts.append(at)
        at = text.find(needle, at + 1)
    return starts
