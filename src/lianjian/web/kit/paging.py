"""Lists by the page: what a query counts and gives by the slice, so that a page costs the same in a large network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, cast

from django.core.paginator import Paginator

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.core.paginator import Page
    from django.http import HttpRequest

T = TypeVar("T")


class _Shelf(Generic[T]):
    """Rows that are counted and fetched by slices: all that a paginator asks of a list."""

    def __init__(self, count: int, rows: Callable[[int, int], Sequence[T]]) -> None:
        self._count = count
        self._rows = rows

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, wanted: slice) -> Sequence[T]:
        return self._rows(wanted.stop - wanted.start, wanted.start)


def page_of(request: HttpRequest, count: int, rows: Callable[[int, int], Sequence[T]], size: int) -> Page[T]:
    """The page of ``request`` (``?page=``, the nearest one where there is no such) over ``count`` rows in a stable
    order; ``rows`` gives so many of them (the limit) from there on (the offset)."""
    shelf = cast("list[T]", _Shelf(count, rows))  # the paginator only counts and slices
    return Paginator(shelf, size).get_page(request.GET.get("page"))
