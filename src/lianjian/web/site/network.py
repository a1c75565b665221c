"""The network: its villages, what was signed, who answered the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone

from lianjian.apps.agreements.queries import public_agreement, public_agreements
from lianjian.apps.newsroom.queries import count_published, latest_published
from lianjian.apps.parties.queries import current_posting, organisation, organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.spread.queries import coverage
from lianjian.kernel.clock import civil_date
from lianjian.web.site.frame import framed
from lianjian.web.site.home import RECENT
from lianjian.web.site.tiles import districts_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def network(request: HttpRequest) -> HttpResponse:
    """All parties with their progress."""
    now = timezone.now()
    context = framed(
        request,
        districts=districts_of(now - RECENT),
        villages=organisations(Kind.VILLAGE).order_by("division"),
        partners=organisations().exclude(kind=Kind.VILLAGE),
        agreements=public_agreements(),
        coverage=coverage(civil_date(now)),
        stories_total=count_published(),
    )
    return render(request, "site/network.html", context)


def village(request: HttpRequest, key: str) -> HttpResponse:
    """One village: where it is, who is first secretary, its stories."""
    place = organisation(key)
    if place is None or place.kind != Kind.VILLAGE:
        raise Http404
    today = civil_date(timezone.now())
    context = framed(
        request,
        village=place,
        posting=current_posting(place.pk, today),
        stories=latest_published(party=place.pk, limit=12),
        stories_total=count_published(party=place.pk),
        agreements=[line for line in public_agreements() if place.short_name in line.parties],
    )
    return render(request, "site/village.html", context)


def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """An agreement as everybody may know it."""
    return render(request, "site/agreement.html", framed(request, agreement=public_agreement(key)))
