"""The list of archive items: what came from where, and what still waits for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.shortcuts import render

from lianjian.apps.newsroom.queries import items_with_open_places, open_items
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 40


def items(request: HttpRequest) -> HttpResponse:
    """All items, or only those with open places (``?open=1``)."""
    actor = actor_of(request)
    only_open = request.GET.get("open") == "1"
    rows = open_items(actor) if only_open else items_with_open_places(actor)
    rows = rows.defer("source_text", "repaired_text", "edits", "guesses", "notes")
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    return render(request, "desk/archive.html", {"page": page, "only_open": only_open})
