"""The list of archive items: what came from where, and what still waits for a decision."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.translation import gettext

from lianjian.apps.newsroom.queries.provenance import FAMILIES, counted_items, listed_items
from lianjian.kernel.refusals import gettext_noop
from lianjian.web.acting import actor_of
from lianjian.web.desk.templatetags.desk import DAMAGE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGE = 50
UNDAMAGED = gettext_noop("undamaged")


def items(request: HttpRequest) -> HttpResponse:
    """All items, or those with open places (``?open=1``), with a proposal (``?proposed=1``), with a kind of damage
    (``?family=gloss``, ``none``), with words in title, file name or text (``?q=``)."""
    actor = actor_of(request)
    asked = {key: request.GET.get(key, "")[:100] for key in ("open", "proposed", "family", "q")}
    if asked["family"] not in {*FAMILIES, "none"}:
        asked["family"] = ""
    rows = listed_items(
        actor,
        open_only=asked["open"] == "1",
        proposed=asked["proposed"] == "1",
        family=asked["family"],
        words=asked["q"].replace("\0", ""),
    )
    counts = counted_items(actor)
    page = Paginator(rows, PAGE).get_page(request.GET.get("p"))
    kinds = [
        (key, gettext(UNDAMAGED if key == "none" else DAMAGE[key]), counts[key])
        for key in (*FAMILIES, "none")
    ]
    context = {
        "page": page,
        "asked": asked,
        "counts": counts,
        "families": [kind for kind in kinds if kind[2]],
        "filtered": any(asked.values()),
        "kept": urlencode({key: value for key, value in asked.items() if value}),
    }
    return render(request, "desk/archive.html", context)
