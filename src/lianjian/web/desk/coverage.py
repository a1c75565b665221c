"""Coverage and time: at which share of the outlets the stories were seen, and after how many hours. Each figure leads to its
rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.queries.coverage import ROWS_OF, Asked
from lianjian.apps.matrix.queries.network import Wanted
from lianjian.web.acting import actor_of
from lianjian.web.desk import ledger_exports
from lianjian.web.desk.ledger_filter import NOBODY, PERIODS, chosen_in
from lianjian.web.desk.matrix_frame import framed, types_of
from lianjian.web.desk.network_ledger import MOST_PARTIES, tabs
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.matrix.queries import OutletReach, PartyReach
    from lianjian.apps.matrix.rules.coverage import Reach, Times
    from lianjian.web.desk.ledger_filter import Chosen

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A party or an outlet with the tail of the address of its rows (a choice of them is added to it)."""

    name: str
    stories: int | None
    outlets: int | None
    reach: Reach
    rows: str


@never_cache
@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """By party or (``?by=outlet``) by outlet; ``?as=xlsx`` gives the same as a workbook."""
    actor = actor_of(request)
    chosen = chosen_in(request, actor)
    found = queries.coverage_of(actor, _asked(chosen))
    at_outlets = request.GET.get("by") == "outlet"
    if sheets.wanted(request):
        return ledger_exports.by_outlet(found) if at_outlets else ledger_exports.by_party(found)
    lines = _at_outlets(found.outlets, chosen) if at_outlets else _of_parties(found.parties, chosen)
    page = page_of(request, len(lines), lambda limit, offset: lines[offset : offset + limit], ON_A_PAGE)
    rows = reverse("desk_coverage_rows") + chosen.query(column=None, state=None)
    context = framed(
        request,
        tabs=tabs("coverage"),
        views=[
            (_("By party"), chosen.query(column=None, state=None), not at_outlets, len(found.parties)),
            (
                _("By outlet"),
                chosen.query(column=None, state=None, by="outlet"),
                at_outlets,
                len(found.outlets),
            ),
        ],
        at_outlets=at_outlets,
        chosen=chosen,
        periods=PERIODS.items(),
        parties=queries.parties_with_stories(actor, Wanted(first=chosen.first), MOST_PARTIES),
        found=found,
        share=found.reach.seen / found.reach.of if found.reach.of else None,
        moments=_moments(found.reach, rows),
        rows=rows,
        page=page,
        of_outlets=len(found.outlets),
    )
    return render(request, "desk/coverage.html", context)


@never_cache
@require_safe
def rows(request: HttpRequest) -> HttpResponse:
    """The rows behind a figure: ``?found=`` one of ``ROWS_OF``, ``?order=slow`` for what took longest first."""
    actor = actor_of(request)
    chosen = chosen_in(request, actor)
    found = request.GET.get("found", "")
    found = found if found in ROWS_OF else ""
    slowest = request.GET.get("order") == "slow"

    behind = queries.coverage_rows(actor, _asked(chosen), found, slowest=slowest)
    if sheets.wanted(request):
        return ledger_exports.meetings(_("Stories at outlets"), behind.rows)
    order = {"order": "slow"} if slowest else {}
    context = framed(
        request,
        tabs=tabs("coverage"),
        chosen=chosen,
        views=[
            (_(word), chosen.query(column=None, state=None, found=key, **order), key == found, None)
            for key, word in ROWS_OF.items()
        ],
        outlet_name=next((one.name for one in chosen.outlets if one.key == chosen.outlet), ""),
        period=PERIODS[chosen.days],
        slowest=slowest,
        other_order=chosen.query(column=None, state=None, found=found, order=None if slowest else "slow"),
        back=reverse("desk_coverage") + chosen.query(column=None, state=None),
        types=types_of(chosen.outlets),
        page=page_of(request, behind.total, behind.rows, ON_A_PAGE),
    )
    return render(request, "desk/coverage_rows.html", context)


def _asked(chosen: Chosen) -> Asked:
    return Asked(first=chosen.first, parties=chosen.parties, nobody=chosen.nobody, outlet=chosen.outlet)


def _of_parties(lines: Sequence[PartyReach], chosen: Chosen) -> list[Line]:
    here = reverse("desk_coverage_rows")
    return [
        Line(
            name=one.name or _("about no party"),
            stories=one.stories,
            outlets=one.outlets,
            reach=one.reach,
            rows=here + chosen.query(column=None, state=None, party=one.party or NOBODY),
        )
        for one in lines
    ]


def _at_outlets(lines: Sequence[OutletReach], chosen: Chosen) -> list[Line]:
    here = reverse("desk_coverage_rows")
    return [
        Line(
            name=one.name,
            stories=None,
            outlets=None,
            reach=one.reach,
            rows=here + chosen.query(column=None, state=None, outlet=one.key),
        )
        for one in lines
    ]


def _moments(reach: Reach, rows: str) -> list[tuple[str, Times, str]]:
    """The three moments, each with its hours and the address of its rows, the slowest first."""
    return [
        (name, times, f"{rows}&found={found}&order=slow")
        for name, times, found in (
            (_("Handed over"), reach.handed, "handed"),
            (_("Taken by the outlet"), reach.accepted, "accepted"),
            (_("Seen at its address"), reach.sight, "seen"),
        )
    ]
