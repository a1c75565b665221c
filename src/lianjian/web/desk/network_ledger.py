"""The ledger of the network: stories by the twenty-six outlets. What did not reach an outlet stands first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.matrix import queries
from lianjian.apps.matrix.queries.network import Wanted
from lianjian.apps.matrix.queries.words import mark_word
from lianjian.apps.matrix.rules.marks import Mark
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.desk import ledger_exports
from lianjian.web.desk.ledger_filter import PERIODS, chosen_in
from lianjian.web.desk.matrix_frame import FAMILIES, framed, types_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.matrix.queries import Cell, LedgerRow, OutletLine, StoryRow
    from lianjian.foundation.actor import Actor
    from lianjian.web.desk.ledger_filter import Chosen

ON_A_PAGE = 20
UNREACHED_ON_TOP = 4
UNREACHED_ON_A_PAGE = 40
MOST_PARTIES = 40
"""Parties whose names the field for the party suggests; every other one is typed."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A story with its cells in the order of the columns: the outlet, the cell, and the address that opens it."""

    story: StoryRow
    cells: list[tuple[OutletLine, Cell, str]]


@never_cache
@require_safe
def network(request: HttpRequest) -> HttpResponse:
    """The page; ``?at=STORY.OUTLET`` opens a cell, ``?as=xlsx`` gives all rows as a workbook."""
    actor = actor_of(request)
    chosen = chosen_in(request, actor)
    wanted = wanted_of(chosen)
    if sheets.wanted(request):
        return ledger_exports.network(actor, wanted, chosen.outlets)
    page = page_of(
        request,
        queries.count_network(actor, wanted),
        lambda limit, offset: queries.network_ledger(actor, wanted, limit, offset),
        ON_A_PAGE,
    )
    left, by_hand = queries.count_unreached(actor)
    story, opened = _opened(request, actor)
    context = framed(
        request,
        tabs=tabs("ledger", left),
        page=page,
        rows=_shown(request, page.object_list, chosen.outlets),
        chosen=chosen,
        periods=PERIODS.items(),
        marks=[(mark, mark_word(mark)) for mark in Mark],
        parties=queries.parties_with_stories(actor, wanted, MOST_PARTIES),
        families=_families(chosen.outlets),
        types=types_of(chosen.outlets),
        story=story,
        opened=opened,
        close_url=_without(request, "at"),
        evidence=ledger_exports.evidence_word(opened.evidence) if opened else "",
        left=left,
        left_by_hand=by_hand,
        unreached=queries.unreached(actor, UNREACHED_ON_TOP) if left else [],
        now=timezone.now(),
    )
    return render(request, "desk/network_ledger.html", context)


@never_cache
@require_safe
def unreached(request: HttpRequest) -> HttpResponse:
    """Every correction and withdrawal that has not reached its outlet."""
    actor = actor_of(request)
    left, by_hand = queries.count_unreached(actor)
    if sheets.wanted(request):
        return ledger_exports.unreached(actor)
    page = page_of(
        request,
        left,
        lambda limit, offset: queries.unreached(actor, limit, offset),
        UNREACHED_ON_A_PAGE,
    )
    context = framed(
        request,
        tabs=tabs("unreached", left),
        page=page,
        left_by_hand=by_hand,
        types=types_of(queries.outlets(actor)),
        now=timezone.now(),
    )
    return render(request, "desk/unreached.html", context)


def tabs(here: str, left: int | None = None) -> list[tuple[str, str, bool, int | None]]:
    """The three pages that follow the stories, in the shape of the kit's tabs."""
    return [
        (_("Ledger of the network"), reverse("desk_network_ledger"), here == "ledger", None),
        (_("Not reached"), reverse("desk_unreached"), here == "unreached", left),
        (
            pgettext("of stories at outlets", "Coverage and time"),
            reverse("desk_coverage"),
            here == "coverage",
            None,
        ),
    ]


def wanted_of(chosen: Chosen) -> Wanted:
    """The filter as the query takes it."""
    return Wanted(
        first=chosen.first,
        parties=chosen.parties,
        nobody=chosen.nobody,
        column=chosen.column,
        outlet=chosen.outlet,
        mark=chosen.mark,
    )


def _shown(request: HttpRequest, stories: Iterable[StoryRow], outlets: tuple[OutletLine, ...]) -> list[Shown]:
    here = _without(request, "at")
    here = f"{here}&at=" if len(here) > 1 else "?at="
    return [
        Shown(one, [(at, one.cells[at.key], f"{here}{one.story}.{at.key}#cell") for at in outlets])
        for one in stories
    ]


def _families(outlets: tuple[OutletLine, ...]) -> list[tuple[str, list[OutletLine]]]:
    found: dict[str, list[OutletLine]] = {}
    for one in outlets:
        found.setdefault(one.kind, []).append(one)
    return [(str(FAMILIES[kind]), of) for kind, of in found.items()]


def _opened(request: HttpRequest, actor: Actor) -> tuple[int | None, LedgerRow | None]:
    """The story and the row of the cell that the address opens; None where it opens none, or nothing that is there."""
    typed, _dot, outlet = request.GET.get("at", "").partition(".")
    story = whole_number(typed)
    if story is None:
        return None, None
    try:
        rows: Any = queries.ledger(actor, story).rows
    except NotThere:
        return None, None
    found = next((row for row in rows if row.outlet.key == outlet), None)
    return (story, found) if found else (None, None)


def _without(request: HttpRequest, name: str) -> str:
    """The tail of this address without one of its words."""
    query = request.GET.copy()
    query.pop(name, None)
    return f"?{query.urlencode()}"
