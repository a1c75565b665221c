"""All rows of a list, for its workbook: fetched piece by piece, as a page fetches them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from lianjian.web.kit.sheets import MOST_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
PIECE = 5000
"""Rows fetched at once: a database sorts the whole list anew for each piece."""


def all_rows(rows: Callable[[int, int], Sequence[T]]) -> Iterator[T]:
    """Every row that ``rows`` (so many, from there on, in a stable order) gives; one more than a workbook holds at most,
    so that it can say that it is cut."""
    for start in range(0, MOST_ROWS + 1, PIECE):
        piece = rows(min(PIECE, MOST_ROWS + 1 - start), start)
        yield from piece
        if len(piece) < PIECE:
            return
