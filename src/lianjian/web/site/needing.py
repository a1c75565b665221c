"""What villages and their partners need, as far as they show it to everybody: what, how much, by when; never who asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lianjian.apps.exchange.queries import count_public_needs, public_needs, public_needs_by_area
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.apps.parties.queries import organisation
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.clock import civil_date
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.kit.paging import page_of
from lianjian.web.site import exports
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.exchange.queries import PublicNeed

ON_A_PAGE = 50

Row = tuple["PublicNeed", str, str]
"""A need with the words of its area and its unit."""


def rows_of(today: date, **narrowed: Any) -> list[Row]:
    """Public needs with their words."""
    return [
        (one, _(WORK_AREA_LABELS[one.work_area]), _(UNIT_LABELS[one.unit]) if one.unit else "")
        for one in public_needs(today, **narrowed)
    ]


def needs(request: HttpRequest) -> HttpResponse:
    """All public needs that are open, or (``?state=met``) those that were met; of one area or one organisation."""
    asked = request.GET
    area, state = asked.get("area", ""), asked.get("state", str(NeedState.OPEN))
    if (area and area not in WORK_AREA_LABELS) or state not in {NeedState.OPEN, NeedState.MET}:
        raise Http404
    house = None
    if key := asked.get("of", ""):
        house = organisation(key)
        if house is None:
            raise Http404
    today = civil_date(timezone.now())
    narrowed: dict[str, Any] = {
        "organisation": house.pk if house else None,
        "work_area": area,
        "state": state,
    }

    def rows(limit: int, offset: int) -> list[Row]:
        return rows_of(today, limit=limit, offset=offset, **narrowed)

    if exports.wanted(request):
        return exports.too_often(request) or exports.needs(rows)
    context = framed(
        request,
        page=page_of(request, count_public_needs(**narrowed), rows, ON_A_PAGE),
        met=state == NeedState.MET,
        house=house,
        tabs=[] if house else _areas(area, state),
        states=_states(asked.get("of", ""), area, state),
    )
    return render(request, "site/needs.html", context)


def _areas(area: str, state: str) -> list[Any]:
    here, counted = reverse("site:needs"), public_needs_by_area(state)
    only = f"state={state}" if state == NeedState.MET else ""
    tabs = [(_("All areas"), f"{here}?{only}" if only else here, not area, sum(counted.values()))]
    return tabs + [
        (_(label), f"{here}?area={slug}{f'&{only}' if only else ''}", slug == area, counted[slug])
        for slug, label in WORK_AREA_LABELS.items()
    ]


def _states(of: str, area: str, state: str) -> list[Any]:
    here = reverse("site:needs")
    kept = "".join(f"&{name}={value}" for name, value in (("of", of), ("area", area)) if value)
    words = {NeedState.OPEN: pgettext("needs", "Open"), NeedState.MET: pgettext("needs", "Met")}
    return [(word, f"{here}?state={one}{kept}", one == state, None) for one, word in words.items()]
