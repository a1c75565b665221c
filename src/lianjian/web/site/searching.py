"""Finding stories by any of their words, and the villages and columns of that name."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.paginator import Paginator
from django.shortcuts import render

from lianjian.apps.newsroom.queries import columns, find_published
from lianjian.apps.newsroom.rules.finding import cut, levelled, marked, terms
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.kernel.keys import whole_number
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.newsroom.queries import Found, FoundStory
    from lianjian.apps.newsroom.rules.finding import Piece

LONGEST = 60
ON_A_PAGE = 20
LAST_PAGE = 9999
VILLAGES = 12


class _Shelf:
    """What was found, for Django's paginator: a page is asked for once."""

    def __init__(self, found: Found, offset: int) -> None:
        self.found = found
        self.offset = offset

    def __len__(self) -> int:
        return self.found.total

    def __getitem__(self, wanted: slice) -> Sequence[FoundStory]:
        return self.found.stories if wanted.start == self.offset else ()


def search(request: HttpRequest) -> HttpResponse:
    """Stories with the passage that holds what was asked for, villages and columns of that name."""
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    wanted = request.GET.get("page", "")
    number = min(whole_number(wanted) or 1, LAST_PAGE)
    offset = max(number - 1, 0) * ON_A_PAGE
    found = find_published(asked, limit=ON_A_PAGE, offset=offset)
    if offset and offset >= found.total:
        offset = 0
        found = find_published(asked, limit=ON_A_PAGE)
    shelf = cast("list[FoundStory]", _Shelf(found, offset))  # the paginator only counts and slices
    page = Paginator(shelf, ON_A_PAGE).get_page(offset // ON_A_PAGE + 1)
    words = terms(asked)
    context = framed(
        request,
        asked=asked,
        words=words,
        page=page,
        total=found.total,
        partly=bool(found.total) and found.terms != words,
        villages=_villages(words),
        columns=[
            (column, marked(column.name, words))
            for column in columns()
            if any(word in levelled(column.name) for word in words)
        ],
    )
    return render(request, "site/search.html", context)


def _villages(words: tuple[str, ...]) -> list[tuple[str, tuple[Piece, ...]]]:
    """Key and marked name of villages whose name or place holds every word, of a question in one run its cut words."""
    for asked in (words, cut(words)):
        rows = organisations(Kind.VILLAGE)
        for word in asked:
            rows = rows.filter(name__icontains=word) | rows.filter(division__path__icontains=word)
        if asked and (found := list(rows.distinct()[:VILLAGES])):
            return [(one.key, marked(one.name, asked)) for one in found]
    return []
