"""Finding a story by any of its words: a plain substring search, which for Chinese finds what is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from lianjian.apps.newsroom.queries import find_published
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 60
MOST = 40


def search(request: HttpRequest) -> HttpResponse:
    """Stories and villages that hold every word of the question."""
    asked = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context = framed(
        request,
        asked=asked,
        stories=find_published(asked, limit=MOST) if asked else [],
        villages=organisations(Kind.VILLAGE).filter(name__icontains=asked)[:10] if asked else [],
    )
    return render(request, "site/search.html", context)
