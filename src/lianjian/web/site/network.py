"""The network: its villages, what was signed and promised, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import public_agreement, public_agreements
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES, STATE_LABELS
from lianjian.apps.exchange.queries import public_endowments
from lianjian.apps.exchange.rules.endowments import ENDOWMENT_LABELS
from lianjian.apps.newsroom.queries import count_published, latest_published
from lianjian.apps.parties.queries import organisation, organisations, postings
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.apps.projects.queries import (
    public_areas,
    public_fulfilment,
    public_headlines,
    public_projects,
    public_promises,
)
from lianjian.apps.projects.rules.joint import STAGE_LABELS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.apps.spread.queries import coverage
from lianjian.kernel.clock import civil_date
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.web.site import achieving, promising
from lianjian.web.site.frame import framed
from lianjian.web.site.tiles import districts_of

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.projects.queries import PublicProject

STORIES_SHOWN = 8


def network(request: HttpRequest) -> HttpResponse:
    """All parties with their progress: what was promised in the six areas, what was kept, what came of it."""
    today = civil_date(timezone.now())
    covered = coverage(today)
    context = framed(
        request,
        districts=districts_of(covered.silent),
        villages=organisations(Kind.VILLAGE).order_by("division"),
        silent=covered.silent,
        partners=[
            (one, _(KIND_LABELS[Kind(one.kind)])) for one in organisations().exclude(kind=Kind.VILLAGE)
        ],
        agreements=[(line, _(STATE_LABELS[line.state])) for line in public_agreements()],
        coverage=covered,
        kept=public_fulfilment(today),
        areas=promising.areas(public_areas(today)),
        projects=_projects(today),
        totals=achieving.totals(),
        stories_total=count_published(),
    )
    return render(request, "site/network.html", context)


def promises(request: HttpRequest) -> HttpResponse:
    """The commitments behind the counts, late first: those under agreements in force, whose words are public."""
    today = civil_date(timezone.now())
    area, state = request.GET.get("area", ""), request.GET.get("state", "")
    if (area and area not in WORK_AREA_LABELS) or (state and state not in promising.STATES):
        raise Http404
    found = [
        (one, agreement)
        for agreement in public_agreements()
        if agreement.state in OPEN_TEXT_STATES
        for one in public_headlines(agreement.key, today)
        if area in {"", one.work_area} and promising.falls_under(state, one, today)
    ]
    found.sort(key=lambda row: (-row[0].days_late, row[0].due_on))
    shown = promising.lines(one for one, _agreement in found)
    here = reverse("site:promises")
    counted = {one.slug: one.counts()[state] for one in promising.areas(public_areas(today))}
    only = f"state={state}" if state else ""
    tabs = [(_("All areas"), f"{here}?{only}" if only else here, not area, sum(counted.values()))]
    tabs += [
        (_(label), f"{here}?area={slug}{f'&{only}' if only else ''}", slug == area, counted[slug])
        for slug, label in WORK_AREA_LABELS.items()
    ]
    context = framed(
        request,
        rows=[(line, agreement) for line, (_one, agreement) in zip(shown, found, strict=True)],
        tabs=tabs,
        state=_(promising.STATES[state]) if state else "",
        all_states=f"{here}?area={area}" if area else here,
        closed=sum(count for slug, count in counted.items() if area in {"", slug}) - len(found),
    )
    return render(request, "site/promises.html", context)


def village(request: HttpRequest, key: str) -> HttpResponse:
    """One village: who is first secretary, what it has, promised and got, what came of it, its stories."""
    place = organisation(key)
    if place is None or place.kind != Kind.VILLAGE:
        raise Http404
    today = civil_date(timezone.now())
    posted = postings(place.pk)
    current = next((one for one in posted if one.starts_on <= today <= one.ends_on), None)
    promised = public_promises(place.pk, today)
    context = framed(
        request,
        village=place,
        posting=current,
        served=(today - current.starts_on).days if current else 0,
        remaining=(current.ends_on - today).days if current else 0,
        earlier=[one for one in posted if one.ends_on < today],
        stories=latest_published(party=place.pk, limit=STORIES_SHOWN),
        stories_total=count_published(party=place.pk),
        agreements=[
            (line, _(STATE_LABELS[line.state]))
            for line in public_agreements()
            if place.short_name in line.parties
        ],
        gives=promising.lines(promised.gives),
        gets=promising.lines(promised.gets),
        given=promised.given,
        endowments=[
            (one, _(ENDOWMENT_LABELS[one.kind]), _(UNIT_LABELS[one.unit]) if one.unit else "")
            for one in public_endowments(place.pk)
        ],
        projects=_projects(today, place.pk),
        totals=achieving.totals(place.pk, place.key),
    )
    return render(request, "site/village.html", context)


def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """An agreement as everybody may know it: who signed which text, its clauses, and what was promised under it."""
    shown = public_agreement(key)
    today = civil_date(timezone.now())
    pages = {one.pk: reverse("site:village", args=[one.key]) for one in organisations(Kind.VILLAGE)}
    term = (shown.ends_on - shown.starts_on).days if shown.starts_on and shown.ends_on else 0
    context = framed(
        request,
        agreement=shown,
        state=_(STATE_LABELS[shown.state]),
        parties=[(party, pages.get(party.organisation, "")) for party in shown.parties],
        signed=sum(party.signed_at is not None for party in shown.parties),
        term=term,
        passed=max(0, min(term, (today - shown.starts_on).days)) if term and shown.starts_on else 0,
        promises=promising.lines(public_headlines(key, today)),
        address=f"{settings.BASE_URL}{reverse('site:agreement', args=[key])}",
    )
    return render(request, "site/agreement.html", context)


def _projects(today: date, village: int | None = None) -> list[tuple[PublicProject, str, str]]:
    return [
        (one, _(STAGE_LABELS[one.stage]), _(WORK_AREA_LABELS[one.work_area]))
        for one in public_projects(today, organisation=village)
    ]
