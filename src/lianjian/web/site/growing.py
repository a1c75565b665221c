"""How the network grew: by month and kind, and by county on a plan of the province, from the pilot to the province."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.parties.queries import division_names, joined_by_month
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.kernel.clock import civil_date
from lianjian.web.kit import sheets
from lianjian.web.site import exports
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.parties.queries import MonthJoined

STEPS = (1, 2, 5, 20, 100)
"""Parties in a county from which on it is drawn one step darker."""
STAGES = (
    (10, gettext_lazy("Pilot: 10 villages")),
    (30, gettext_lazy("30 villages")),
    (14_000, gettext_lazy("The province")),
)
HEIGHT, BAR, STEP = 100, 7, 10
MOST_MONTHS = 120
"""Ten years: further back the chart begins with all that came before."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A county of the plan: its path, how dark (0 is nobody), what it says, where it leads."""

    path: str
    step: int
    says: str
    url: str


@dataclass(frozen=True, slots=True)
class Stack:
    """A month of the chart: villages below, all others on top; ``shown`` is the month that is looked at."""

    month: date
    url: str
    x: int
    villages: int
    others: int
    low: int
    high: int
    shown: bool


@cache
def plan() -> dict[str, Any]:
    """Width, height and counties of the drawing (data/SOURCE.md)."""
    file = resources.files("lianjian.web.site").joinpath("data", "counties_fujian.json")
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def growth(request: HttpRequest) -> HttpResponse:
    """The network at the end of a month (``?month=2026-03``; this month without): chart, plan and tables."""
    now = civil_date(timezone.now()).replace(day=1)
    joined = joined_by_month()
    months = _months((one.month for one in joined), now)
    asked = request.GET.get("month", "")
    shown = next((month for month in months if f"{month:%Y-%m}" == asked), None) if asked else now
    if shown is None:
        raise Http404
    then = [one for one in joined if one.month <= shown]
    by_kind = [(month, _kinds(joined, month)) for month in months]
    if sheets.wanted(request):
        return exports.too_often(request) or exports.growth(by_kind)
    counties = _counties(then)
    names = division_names(counties)
    stacks = _stacks(by_kind, shown)
    place = months.index(shown) if shown in months else len(months) - 1
    villages = sum(one.count for one in then if one.kind == Kind.VILLAGE)
    context = framed(
        request,
        shown=shown,
        now=now,
        months=months,
        earlier=_address(months[place - 1]) if place > 0 else "",
        later=_address(months[place + 1]) if place + 1 < len(months) else "",
        stacks=stacks,
        width=max(len(stacks), 12) * STEP,
        drawn=_drawn(counties, names) if _in_province(counties) else [],
        plan=plan(),
        key=_key(),
        counties=_listed(counties, names),
        by_kind=[
            (month, [kinds.get(kind, 0) for kind in KIND_LABELS], sum(kinds.values()))
            for month, kinds in reversed(by_kind)
        ],
        kinds=[_(label) for label in KIND_LABELS.values()],
        villages=villages,
        others=sum(one.count for one in then) - villages,
        reached=sum(1 for code in counties if code),
        stages=_stages(by_kind, shown),
        approval=settings.MAP_APPROVAL,
    )
    return render(request, "site/growth.html", context)


def _months(found: Iterable[date], now: date) -> list[date]:
    """From the first month in which somebody joined to this one, none left out."""
    first = min([*found, now])
    months = [now]
    while months[-1] > first and len(months) < MOST_MONTHS:
        last = months[-1]
        months.append(last.replace(year=last.year - (last.month == 1), month=(last.month - 2) % 12 + 1))
    return months[::-1]


def _kinds(joined: Sequence[MonthJoined], month: date) -> dict[str, int]:
    """How many of each kind had joined by the end of a month."""
    found: dict[str, int] = {}
    for one in joined:
        if one.month <= month:
            found[one.kind] = found.get(one.kind, 0) + one.count
    return found


def _counties(then: Iterable[MonthJoined]) -> dict[str, tuple[int, int]]:
    """Parties and villages by county ("" where no place is known)."""
    found: dict[str, tuple[int, int]] = {}
    for one in then:
        parties, villages = found.get(one.county, (0, 0))
        found[one.county] = (parties + one.count, villages + one.count * (one.kind == Kind.VILLAGE))
    return found


def _step(count: int) -> int:
    return sum(count >= least for least in STEPS)


def _key() -> list[tuple[int, str]]:
    """Each step with the numbers it stands for."""
    found = []
    for step, (low, high) in enumerate(zip(STEPS, (*STEPS[1:], 0), strict=True), start=1):
        last = f"{low}–{high - 1}" if high else f"{low}+"
        found.append((step, str(low) if high == low + 1 else last))
    return found


def _in_province(counties: Mapping[str, tuple[int, int]]) -> bool:
    return any(code in plan()["counties"] for code in counties)


def _drawn(counties: Mapping[str, tuple[int, int]], names: Mapping[str, tuple[str, str]]) -> list[Drawn]:
    """The counties with nobody first: borders of those with somebody lie above theirs."""
    found = []
    for code, shape in plan()["counties"].items():
        parties, villages = counties.get(code, (0, 0))
        words = _("%(place)s: %(parties)s parties, %(villages)s of them villages")
        said = {"place": names.get(code, (code, ""))[0], "parties": parties, "villages": villages}
        url = reverse("site:place", args=[code]) if villages else ""
        found.append(Drawn(shape["d"], _step(parties), words % said if parties else "", url))
    return sorted(found, key=lambda one: one.step)


def _listed(
    counties: Mapping[str, tuple[int, int]], names: Mapping[str, tuple[str, str]]
) -> list[tuple[str, str, int, int]]:
    """Name, address, parties and villages of each county, the most first."""
    order = sorted(counties.items(), key=lambda pair: (-pair[1][0], pair[0]))
    return [
        (
            " ".join(names[code][1].split()[1:]) if code in names else "",
            reverse("site:place", args=[code]) if code and villages else "",
            parties,
            villages,
        )
        for code, (parties, villages) in order
    ]


def _stacks(by_kind: Sequence[tuple[date, Mapping[str, int]]], shown: date) -> list[Stack]:
    top = max((sum(kinds.values()) for _month, kinds in by_kind), default=0) or 1
    found = []
    for place, (month, kinds) in enumerate(by_kind):
        villages = kinds.get(Kind.VILLAGE, 0)
        others = sum(kinds.values()) - villages
        low = round(HEIGHT * villages / top)
        high = round(HEIGHT * (villages + others) / top) - low
        found.append(Stack(month, _address(month), place * STEP, villages, others, low, high, month == shown))
    return found


def _stages(
    by_kind: Sequence[tuple[date, Mapping[str, int]]], shown: date
) -> list[tuple[Any, int, date | None]]:
    """Each stage with its number of villages and the month in which it was reached, None where it was not by then."""
    found = []
    for number, name in STAGES:
        reached = (m for m, kinds in by_kind if kinds.get(Kind.VILLAGE, 0) >= number and m <= shown)
        found.append((name, number, next(reached, None)))
    return found


def _address(month: date) -> str:
    return f"{reverse('site:growth')}?month={month:%Y-%m}"
