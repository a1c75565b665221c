"""Industry alliances in public: who belongs to them, what they sell when, what is short and what there is too much of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.projects.queries import public_alliance, public_alliances, public_alliances_count
from lianjian.apps.projects.rules.seasons import in_season
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.seasons import season_words
from lianjian.web.site.frame import framed
from lianjian.web.supplying import GOODS_WORDS, supply_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import ProductLine

ON_A_PAGE = 30


def product_rows(found: Iterable[ProductLine], month: int) -> list[tuple[ProductLine, Any, str, bool]]:
    """Products with their unit and season in words and whether they are in season; those that are come first."""
    rows = [
        (
            one,
            GOODS_WORDS[one.unit],
            season_words(one.first_month, one.last_month),
            in_season(one.first_month, one.last_month, month),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: not row[3])


def alliances(request: HttpRequest) -> HttpResponse:
    """All public alliances, the newest first."""
    page = page_of(
        request,
        public_alliances_count(),
        lambda limit, offset: public_alliances(limit=limit, offset=offset),
        ON_A_PAGE,
    )
    return render(request, "site/alliances.html", framed(request, page=page, heading=_("Industry alliances")))


def alliance(request: HttpRequest, key: str) -> HttpResponse:
    """One alliance with its products, what is in season first, and the calendar of what is public."""
    try:
        card = public_alliance(key)
    except NotThere as gone:
        raise Http404 from gone
    products = product_rows(card.products, civil_date(timezone.now()).month)
    context = framed(
        request,
        card=card,
        line=card.line,
        members=[one for one in card.members if one.state == "member"],
        products=products,
        demands=[
            (one, GOODS_WORDS[one.unit], season_words(one.first_month, one.last_month))
            for one in card.demands
        ],
        supply=supply_of(card.calendar),
    )
    return render(request, "site/alliance.html", context)
