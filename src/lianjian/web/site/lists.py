"""What the network has much of, by the page: agreements, joint projects, partners. And the rows of such lists for the
pages that show the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from lianjian.apps.agreements.queries import public_agreements, public_agreements_count
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.apps.parties.queries import organisation, organisations
from lianjian.apps.parties.rules.kinds import KIND_LABELS, Kind
from lianjian.apps.projects.queries import public_projects, public_projects_count
from lianjian.apps.projects.rules.joint import STAGE_LABELS
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.apps.spread.queries import silent_among
from lianjian.kernel.clock import civil_date
from lianjian.web.kit.paging import page_of
from lianjian.web.site import exports
from lianjian.web.site.frame import framed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from typing import Any

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.agreements.queries import AgreementLine
    from lianjian.apps.projects.queries import PublicProject

ON_A_PAGE = 30


def agreement_rows(limit: int, offset: int, party: int | None = None) -> list[tuple[AgreementLine, str]]:
    """Public agreements, the newest first, with the word of their state."""
    lines = public_agreements(organisation=party, limit=limit, offset=offset)
    return [(line, _(STATE_LABELS[line.state])) for line in lines]


def project_rows(
    today: date, limit: int, offset: int, party: int | None = None
) -> list[tuple[PublicProject, str, str]]:
    """Public projects, the newest first, with the words of their stage and area."""
    return [
        (one, _(STAGE_LABELS[one.stage]), _(WORK_AREA_LABELS[one.work_area]))
        for one in public_projects(today, organisation=party, limit=limit, offset=offset)
    ]


def partners() -> QuerySet[Any]:
    """The parties of the network that are no villages, in the order of the register."""
    return organisations().exclude(kind=Kind.VILLAGE)


def partner_rows(limit: int, offset: int) -> list[tuple[Any, str]]:
    """Partners with the word of their kind."""
    return [(one, _(KIND_LABELS[Kind(one.kind)])) for one in partners()[offset : offset + limit]]


def village_rows(villages: Iterable[Any], today: date) -> list[tuple[Any, bool]]:
    """Villages, each with whether it is silent."""
    rows = list(villages)
    silent = silent_among((one.pk for one in rows), today)
    return [(one, one.pk in silent) for one in rows]


def agreements(request: HttpRequest) -> HttpResponse:
    """All public agreements, or (``?party=``) those of one party."""
    party, key = _party(request)
    if exports.wanted(request):
        return exports.too_often(request) or exports.agreements(
            lambda limit, offset: agreement_rows(limit, offset, key)
        )
    count = public_agreements_count(key)
    page = page_of(request, count, lambda limit, offset: agreement_rows(limit, offset, key), ON_A_PAGE)
    context = framed(request, what="agreements", heading=_("Agreements"), party=party, page=page)
    return render(request, "site/listed.html", context)


def projects(request: HttpRequest) -> HttpResponse:
    """All public projects, or (``?party=``) those of one party."""
    party, key = _party(request)
    today, count = civil_date(timezone.now()), public_projects_count(key)
    if exports.wanted(request):
        return exports.too_often(request) or exports.projects(
            lambda limit, offset: project_rows(today, limit, offset, key)
        )
    page = page_of(request, count, lambda limit, offset: project_rows(today, limit, offset, key), ON_A_PAGE)
    context = framed(request, what="projects", heading=_("Joint projects"), party=party, page=page)
    return render(request, "site/listed.html", context)


def all_partners(request: HttpRequest) -> HttpResponse:
    """All partners."""
    if exports.wanted(request):
        return exports.too_often(request) or exports.partners(partner_rows)
    page = page_of(request, partners().count(), partner_rows, ON_A_PAGE)
    context = framed(request, what="partners", heading=_("Partners"), party=None, page=page)
    return render(request, "site/listed.html", context)


def _party(request: HttpRequest) -> tuple[Any, int | None]:
    key = request.GET.get("party", "")
    if not key:
        return None, None
    party = organisation(key)
    if party is None:
        raise Http404
    return party, party.pk
