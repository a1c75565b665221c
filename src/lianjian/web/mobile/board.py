"""What is late, at a glance: how much waits for whom, and the longest of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.projects.queries import Next, board, count_board
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.templatetags.measures import span_name
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed, this_day
from lianjian.web.mobile.period_words import NEXT_WORDS
from lianjian.web.narrowing import AREA_WORDS, LATE_WORDS, filter_of, movers_offered

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import BoardLine
    from lianjian.web.narrowing import Filter

FIRST = 4
ON_A_PAGE = 30


def row(line: BoardLine, chosen: Filter, what: Next) -> dict[str, Any]:
    """A line with the address where the next move is made, and that of all that waits for the same party."""
    found = {"line": line, "of_mover": f"?{chosen.query(party=line.mover, next=what)}"}
    if line.period is None:
        return {**found, "url": reverse("mobile:commitment", args=[line.commitment]), "period": ""}
    position, first, last = line.period
    url = reverse("mobile:period", args=[line.commitment, position])
    return {**found, "url": url, "period": span_name(first, last)}


@never_cache
@login_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Four numbers with the first of each; with ``next`` all of one. Narrowed by the same words in the address as the
    board of the office."""
    actor, today = actor_of(request), this_day()
    chosen = filter_of(request, actor)
    narrowed, counts = chosen.narrowed, count_board(actor, today, chosen.narrowed)
    wanted = request.GET.get("next", "")
    what = Next(wanted) if wanted in set(Next) else None
    if sheets.wanted(request):
        return exports.board(actor, today, narrowed, [what] if what else list(Next))
    context: dict[str, Any] = {
        "chosen": chosen,
        "what": what,
        "states": NEXT_WORDS.items(),
        "areas": AREA_WORDS.items(),
        "lates": LATE_WORDS.items(),
        "movers": movers_offered(actor, today, chosen),
        "says": _said(chosen),
        "waiting": sum(counts.values()),
    }
    if what is not None:
        context["name"] = NEXT_WORDS[what]
        context["whole"] = f"?{chosen.query()}" if chosen.query() else reverse("mobile:board")
        context["page"] = page_of(
            request,
            counts[what],
            lambda limit, offset: [
                row(line, chosen, what)
                for line in board(actor, today, what, narrowed, limit=limit, offset=offset)
            ],
            ON_A_PAGE,
        )
        return render(request, "mobile/board.html", framed(request, **context))
    context["parts"] = [
        (
            f"?{chosen.query(next=each)}",
            NEXT_WORDS[each],
            counts[each],
            [row(line, chosen, each) for line in board(actor, today, each, narrowed, limit=FIRST)],
        )
        for each in Next
        if counts[each]
    ]
    return render(request, "mobile/board.html", framed(request, **context))


def _said(chosen: Filter) -> list[str]:
    """What it is narrowed to, in words."""
    said = [str(AREA_WORDS[chosen.area])] if chosen.area else []
    said += [dict(chosen.agreements)[chosen.agreement]] if chosen.agreement is not None else []
    said += [_("%(name)s has to move") % {"name": chosen.party_name}] if chosen.party is not None else []
    return said + ([str(LATE_WORDS[chosen.late])] if chosen.late else [])
