"""What came of it: the sums by unit, and the verified outcomes behind each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lianjian.apps.parties.queries import organisation, organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.projects.queries import public_outcomes, public_totals
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS, Unit
from lianjian.web.site import exports
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import PublicOutcome

ON_A_PAGE = 30
MOST_TO_CHOOSE = 60
"""Villages that a list to choose from may hold."""

SUMS = {
    Unit.YUAN: gettext_noop("Money in all"),
    Unit.JOBS: gettext_noop("Jobs in all"),
    Unit.VISITORS: gettext_noop("Visits in all"),
    Unit.PEOPLE_TRAINED: gettext_noop("Trained in all"),
    Unit.READS: gettext_noop("Reads in all"),
    Unit.HOUSEHOLDS: gettext_noop("Households in all"),
    Unit.METRES: gettext_noop("Length in all"),
    Unit.MU: gettext_noop("Land in all"),
    Unit.TONNES: gettext_noop("Weight in all"),
    Unit.SESSIONS: gettext_noop("Sessions in all"),
    Unit.ITEMS: gettext_noop("Things in all"),
}
"""Unit -> what its sum is. No more is said: incomes, sales and savings stand in one sum of money, the rows tell."""


@dataclass(frozen=True, slots=True)
class Total:
    """A sum in one unit with the address of its rows."""

    slug: Unit
    name: str
    value: Decimal
    unit: str
    outcomes: int
    rows: str


class _Shelf:
    """The outcomes of a choice for Django's paginator, fetched page by page."""

    def __init__(self, unit: str, area: str, party: int | None) -> None:
        self.unit, self.area, self.party = unit, area, party
        none = public_outcomes(unit=unit, work_area=area, organisation=party, limit=0)
        self.listed, self.counted = none.listed, none.counted

    def __len__(self) -> int:
        return self.listed

    def __getitem__(self, wanted: slice) -> Sequence[PublicOutcome]:
        limit = wanted.stop - wanted.start
        chosen = {"unit": self.unit, "work_area": self.area}
        return public_outcomes(**chosen, organisation=self.party, offset=wanted.start, limit=limit).lines


def totals(party: int | None = None, key: str = "") -> list[Total]:
    """Verified outcomes by unit, of the network or of one party with its key; units are never added."""
    return [
        Total(
            one.unit,
            _(SUMS[one.unit]),
            one.value,
            _(UNIT_LABELS[one.unit]),
            one.outcomes,
            rows(one.unit, key),
        )
        for one in public_totals(party)
    ]


def rows(unit: str = "", party: str = "", area: str = "") -> str:
    """The address of the outcomes of a choice."""
    chosen = {name: value for name, value in (("unit", unit), ("area", area), ("party", party)) if value}
    here = reverse("site:outcomes")
    return f"{here}?{urlencode(chosen)}" if chosen else here


def outcomes(request: HttpRequest) -> HttpResponse:
    """The verified outcomes whose words are public, by unit, work area and party; how many more are only counted."""
    unit, area, key = (request.GET.get(name, "") for name in ("unit", "area", "party"))
    place = organisation(key) if key else None
    if (
        (unit and unit not in UNIT_LABELS)
        or (area and area not in WORK_AREA_LABELS)
        or (key and place is None)
    ):
        raise Http404
    shelf = _Shelf(unit, area, place.pk if place else None)
    if exports.wanted(request):
        return exports.too_often(request) or exports.outcomes(
            lambda limit, offset: shelf[offset : offset + limit], WORK_AREA_LABELS
        )
    page = Paginator(cast("list[PublicOutcome]", shelf), ON_A_PAGE).get_page(request.GET.get("page"))
    found = totals(place.pk if place else None, key)
    tabs = [(_("All units"), rows("", key, area), not unit, None)]
    tabs += [(one.unit, rows(one.slug, key, area), one.slug == unit, None) for one in found]
    villages = [(one.key, one.short_name) for one in organisations(Kind.VILLAGE)[: MOST_TO_CHOOSE + 1]]
    if len(villages) > MOST_TO_CHOOSE:  # a province: one comes here from a village's own page
        villages = []
    if place is not None and place.key not in dict(villages):
        villages.append((place.key, place.short_name))
    context = framed(
        request,
        page=page,
        lines=[(one, _(UNIT_LABELS[one.unit]), _(WORK_AREA_LABELS[one.work_area])) for one in page],
        total=next((one for one in found if one.slug == unit), None) if not area else None,
        closed=shelf.counted - shelf.listed,
        tabs=tabs,
        unit=unit,
        area=area,
        areas=[(str(slug), _(label)) for slug, label in WORK_AREA_LABELS.items()],
        place=place,
        villages=villages,
    )
    return render(request, "site/outcomes.html", context)
