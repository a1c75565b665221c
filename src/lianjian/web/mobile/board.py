"""What is late, at a glance: how much waits for whom, and the longest of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.projects.queries import Narrowed, Next, board, count_board
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.period_words import NEXT_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import BoardLine

FIRST = 4
ON_A_PAGE = 30


def row(line: BoardLine) -> dict[str, Any]:
    """A line with the address where the next move is made."""
    if line.period is None:
        return {"line": line, "url": reverse("mobile:commitment", args=[line.commitment]), "period": ""}
    position, first, last = line.period
    url = reverse("mobile:period", args=[line.commitment, position])
    return {"line": line, "url": url, "period": span_name(first, last)}


@never_cache
@login_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Four numbers with the first of each; with ``next`` all of one."""
    actor, today, everything = actor_of(request), this_day(), Narrowed()
    counts = count_board(actor, today, everything)
    wanted = request.GET.get("next", "")
    if wanted in set(Next):
        what = Next(wanted)
        page = page_of(
            request,
            counts[what],
            lambda limit, offset: [
                row(line) for line in board(actor, today, what, everything, limit=limit, offset=offset)
            ],
            ON_A_PAGE,
        )
        return render(request, "mobile/board.html", framed(request, page=page, name=NEXT_WORDS[what]))
    parts = [
        (
            what,
            NEXT_WORDS[what],
            counts[what],
            [row(li) for li in board(actor, today, what, everything, limit=FIRST)],
        )
        for what in Next
        if counts[what]
    ]
    return render(request, "mobile/board.html", framed(request, parts=parts, counts=counts))
