"""The network: its villages, what was signed and promised, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import (
    public_agreement,
    public_agreements_count,
    public_reading,
    public_supplements,
    public_timeline,
)
from lianjian.apps.agreements.rules.ending import ENDING_LABELS, Ending
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.apps.exchange.queries import count_public_needs, public_endowments
from lianjian.apps.exchange.rules.endowments import ENDOWMENT_LABELS
from lianjian.apps.newsroom.queries import count_published, latest_published
from lianjian.apps.parties.queries import division, keys_of_villages, organisation, postings, villages_below
from lianjian.apps.parties.queries.honours import count_honours, honours_of
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.projects.queries import (
    Wanted,
    public_areas,
    public_commitments,
    public_commitments_count,
    public_destinations,
    public_destinations_count,
    public_fulfilment,
    public_headlines,
    public_products_count,
    public_products_of,
    public_projects_count,
    public_promises,
)
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.apps.spread.queries import coverage_rate
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import gettext_noop
from lianjian.web.kit.paging import page_of
from lianjian.web.site import achieving, exports, needing, promising
from lianjian.web.site.alliances import product_rows
from lianjian.web.site.destinations import destination_rows
from lianjian.web.site.frame import framed
from lianjian.web.site.lists import agreement_rows, partner_rows, partners, project_rows, village_rows
from lianjian.web.site.tiles import MOST_TILES_OF_A_PLACE, outline_of, places_above

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

STORIES_SHOWN = 8
ROWS_SHOWN = 10
"""Agreements and projects on a page that is about more than these; all of them stand on pages of their own."""
PARTNERS_SHOWN = 24
GOODS_SHOWN = 60
"""Products on the page of a village: beyond that, the pages of its alliances have them."""
VISITS_SHOWN = 6
ON_A_PAGE = 50
MOMENTS = {
    "frozen": gettext_noop("text fixed"),
    "signed": gettext_noop("signed"),
    "effective": gettext_noop("in force"),
    "amended": gettext_noop("amended"),
    "renewed": gettext_noop("renewed"),
    "joined": gettext_noop("a party joined"),
    "left": gettext_noop("a party left"),
    "ended": gettext_noop("ended"),
    **{str(how): label for how, label in ENDING_LABELS.items()},
}
"""What everybody may know of the course of an agreement."""


def network(request: HttpRequest) -> HttpResponse:
    """All parties with their progress: what was promised in the six areas, what was kept, what came of it."""
    today = civil_date(timezone.now())
    outline = outline_of(today)
    context = framed(
        request,
        outline=outline,
        villages=village_rows(villages_below(""), today) if outline.districts else [],
        partners=partner_rows(PARTNERS_SHOWN, 0),
        partners_total=partners().count(),
        agreements=agreement_rows(ROWS_SHOWN, 0),
        agreements_total=public_agreements_count(),
        covered=coverage_rate(today),
        kept=public_fulfilment(today),
        areas=promising.areas(public_areas(today)),
        projects=project_rows(today, ROWS_SHOWN, 0),
        projects_total=public_projects_count(),
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
    about, wanted = _about(request, area, state)

    def rows(limit: int, offset: int) -> list[promising.PromiseLine]:
        return promising.lines(public_commitments(wanted, today, limit=limit, offset=offset))

    if exports.wanted(request):
        return exports.too_often(request) or exports.promises(rows)
    total = public_commitments_count(wanted, today)
    page = page_of(request, total, rows, ON_A_PAGE)
    here = reverse("site:promises")
    counted = {one.slug: one.counts()[state] for one in promising.areas(public_areas(today))}
    only = f"state={state}" if state else ""
    tabs = [(_("All areas"), f"{here}?{only}" if only else here, not area, sum(counted.values()))]
    tabs += [
        (_(label), f"{here}?area={slug}{f'&{only}' if only else ''}", slug == area, counted[slug])
        for slug, label in WORK_AREA_LABELS.items()
    ]
    closed = sum(count for slug, count in counted.items() if area in {"", slug}) - total
    context = framed(
        request,
        page=page,
        about=about,
        tabs=tabs,
        state=_(promising.STATES[state]) if state else "",
        all_states=f"{here}?area={area}" if area else here,
        closed=0 if about else closed,
    )
    return render(request, "site/promises.html", context)


def _about(request: HttpRequest, area: str, state: str) -> tuple[str, Wanted]:
    """What the list is narrowed to besides an area, in words ("" for nothing), and the question itself. ``from`` and
    ``to`` are keys of parties, ``agreement`` that of an agreement."""
    said, found = [], {}
    for name, words in (("from", _("Promised by %(name)s")), ("to", _("Promised to %(name)s"))):
        if key := request.GET.get(name, ""):
            party = organisation(key)
            if party is None:
                raise Http404
            said.append(words % {"name": party.short_name})
            found[name] = party.pk
    if key := request.GET.get("agreement", ""):
        said.append(public_agreement(key).title)
    return " · ".join(said), Wanted(area, key, found.get("from"), found.get("to"), state)


def place(request: HttpRequest, code: str) -> HttpResponse:
    """The villages of one province, city, county or town: as movable type or by the places within, and in a table."""
    where = division(code)
    if where is None:
        raise Http404
    today = civil_date(timezone.now())
    outline = outline_of(today, below=code, most=MOST_TILES_OF_A_PLACE)
    if not outline.villages:
        raise Http404
    rows = villages_below(code)
    page = page_of(
        request,
        outline.villages,
        lambda limit, offset: village_rows(rows[offset : offset + limit], today),
        ON_A_PAGE,
    )
    context = framed(request, where=where, above=places_above(code), outline=outline, page=page)
    return render(request, "site/place.html", context)


def village(request: HttpRequest, key: str) -> HttpResponse:
    """One village: who is first secretary, what it has, promised and got, what came of it, its stories."""
    place = organisation(key)
    if place is None or place.kind != Kind.VILLAGE:
        raise Http404
    if place.key != key:  # merged into another
        return redirect("site:village", place.key)
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
        honours=honours_of(Actor.visitor(), place.pk, ROWS_SHOWN),
        honours_total=count_honours(Actor.visitor(), place.pk),
        stories=latest_published(party=place.pk, limit=STORIES_SHOWN),
        stories_total=count_published(party=place.pk),
        agreements=agreement_rows(ROWS_SHOWN, 0, place.pk),
        agreements_total=public_agreements_count(place.pk),
        gives=promising.lines(promised.gives),
        gets=promising.lines(promised.gets),
        gives_total=promised.gives_count,
        gets_total=promised.gets_count,
        given=promised.given,
        endowments=[
            (one, _(ENDOWMENT_LABELS[one.kind]), _(UNIT_LABELS[one.unit]) if one.unit else "")
            for one in public_endowments(place.pk)
        ],
        needs=needing.rows_of(today, organisation=place.pk, limit=ROWS_SHOWN),
        needs_total=count_public_needs(organisation=place.pk),
        goods=_goods(place.pk, today.month),
        goods_total=public_products_count(place.pk),
        visits=destination_rows(public_destinations(organisation=place.pk, limit=VISITS_SHOWN), today.month),
        visits_total=public_destinations_count(organisation=place.pk),
        projects=project_rows(today, ROWS_SHOWN, 0, place.pk),
        projects_total=public_projects_count(place.pk),
        totals=achieving.totals(place.pk, place.key),
    )
    return render(request, "site/village.html", context)


def _goods(organisation: int, month: int) -> list[tuple[Any, str]]:
    """The public products of a village, those in season first, each as a row and with the key of its alliance."""
    found = public_products_of(organisation, limit=GOODS_SHOWN)
    alliances = {one.id: key for one, key in found}
    return [(row, alliances[row[0].id]) for row in product_rows((one for one, _key in found), month)]


def agreement(request: HttpRequest, key: str) -> HttpResponse:
    """An agreement as everybody may know it: who signed which text, its clauses, and what was promised under it."""
    shown = public_agreement(key)
    today = civil_date(timezone.now())
    villages = keys_of_villages(party.organisation for party in shown.parties)
    term = (shown.ends_on - shown.starts_on).days if shown.starts_on and shown.ends_on else 0
    supplements = public_supplements(key)
    context = framed(
        request,
        agreement=shown,
        ending=_(ENDING_LABELS[Ending(shown.closed_how)]) if shown.closed_how else "",
        supplements=[(one, _(STATE_LABELS[one.state])) for one in supplements],
        reading=public_reading(key) if shown.clauses is not None and supplements else (),
        moments=[(one, _(MOMENTS[one.what])) for one in public_timeline(key)]
        if shown.clauses is not None
        else (),
        state=_(STATE_LABELS[shown.state]),
        parties=[
            (party, reverse("site:village", args=[party.key]) if party.organisation in villages else "")
            for party in shown.parties
        ],
        signed=sum(party.signed_at is not None for party in shown.parties),
        term=term,
        passed=max(0, min(term, (today - shown.starts_on).days)) if term and shown.starts_on else 0,
        promises=promising.lines(public_headlines(key, today, limit=ON_A_PAGE)),
        promises_total=public_commitments_count(Wanted(agreement=key), today),
        address=f"{settings.BASE_URL}{reverse('site:agreement', args=[key])}",
    )
    return render(request, "site/agreement.html", context)
