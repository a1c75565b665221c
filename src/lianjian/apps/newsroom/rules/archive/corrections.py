"""Finding the place of a repaired text again in a story that editors may have changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

FURTHEST = 16
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


def _all_starts(text: str, needle: str) -> list[int]:
    starts, at = [], text.find(needle)
    while at >= 0:
        starts.append(at)
        at = text.find(needle, at + 1)
    return starts
