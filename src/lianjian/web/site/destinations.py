"""Destinations of leisure tourism: where to go this month, how to get there, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lianjian.apps.parties.queries import organisation
from lianjian.apps.projects.queries import (
    open_picture,
    public_destination,
    public_destinations,
    public_destinations_count,
)
from lianjian.apps.projects.rules.joint import OPENING_LABELS, Opening
from lianjian.apps.projects.rules.seasons import in_season
from lianjian.kernel.clock import civil_date
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.seasons import MONTH_CHOICES, season_words
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest

    from lianjian.apps.projects.queries import DestinationLine, PublicDestination

ON_A_PAGE = 24
MONTHS = 12
_MARKS = {Opening.OPEN: "ok", Opening.BOOKED: "wait", Opening.CLOSED: "stop"}


@dataclass(frozen=True, slots=True)
class DestinationShown:
    """A destination in a list: its season and opening in words, whether the season holds this month."""

    one: PublicDestination
    season: str
    in_season: bool
    mark: str
    word: str


def destination_rows(found: Iterable[PublicDestination], month: int) -> list[DestinationShown]:
    """Destinations with their words; ``month`` is the one we are in."""
    return [
        DestinationShown(
            one, _season(one.destination), _in_season(one.destination, month), *_opening(one.destination)
        )
        for one in found
    ]


def destinations(request: HttpRequest) -> HttpResponse:
    """All public destinations, or (``?month=``) those whose season holds that month, (``?party=``) those of a party."""
    typed = request.GET.get("month", "")
    month = whole_number(typed) if typed else None
    if typed and (month is None or not 1 <= month <= MONTHS):
        raise Http404
    key = request.GET.get("party", "")
    party = organisation(key) if key else None
    if key and party is None:
        raise Http404
    house = party.pk if party is not None else None
    page = page_of(
        request,
        public_destinations_count(month=month, organisation=house),
        lambda limit, offset: public_destinations(
            month=month, organisation=house, limit=limit, offset=offset
        ),
        ON_A_PAGE,
    )
    here = reverse("site:destinations")
    context = framed(
        request,
        page=page,
        rows=destination_rows(page, civil_date(timezone.now()).month),
        party=party,
        month=month,
        months=MONTH_CHOICES,
        here=here,
    )
    return render(request, "site/destinations.html", context)


def destination(request: HttpRequest, key: str) -> HttpResponse:
    """One destination, for a visitor."""
    try:
        place = public_destination(key)
    except NotThere as gone:
        raise Http404 from gone
    mark, word = _opening(place.destination)
    first, *others = place.destination.pictures or (None,)
    context = framed(
        request,
        place=place,
        one=place.destination,
        season=_season(place.destination),
        mark=mark,
        word=word,
        hero=first,
        pictures=others,
    )
    return render(request, "site/destination.html", context)


@require_safe
def picture(request: HttpRequest, picture: int, size: str) -> HttpResponse:
    """A picture of a destination, a product or a mark, for whoever sees what it shows."""
    if size not in {"small", "large"}:
        raise Http404
    tag = f'"picture-{picture}-{size}"'
    try:
        with open_picture(actor_of(request), picture, small=size == "small") as opened:
            unchanged = request.headers.get("If-None-Match") == tag
            answer = (
                HttpResponseNotModified()
                if unchanged
                else HttpResponse(opened.read(), content_type="image/jpeg")
            )
    except NotThere as gone:
        raise Http404 from gone
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _season(one: DestinationLine) -> str:
    return season_words(one.first_month, one.last_month)


def _in_season(one: DestinationLine, month: int) -> bool:
    known = one.first_month is not None and one.last_month is not None
    return known and in_season(one.first_month, one.last_month, month)  # type: ignore[arg-type] # known, see above


def _opening(one: DestinationLine) -> tuple[str, str]:
    if not one.opening:
        return "", ""
    return _MARKS[Opening(one.opening)], _(OPENING_LABELS[Opening(one.opening)])
