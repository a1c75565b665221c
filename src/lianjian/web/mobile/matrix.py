"""Who owes whom as a list: pairs of parties, the most late first, each with the commitments behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.queries import Among, Sort, commitments_sorted, count_pairs, count_sorted, pairs
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.commitments import row
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

ON_A_PAGE = 30


@never_cache
@login_required
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """All pairs; with ``giver`` and ``receiver`` the commitments of one."""
    actor, today = actor_of(request), this_day()
    giver, receiver = (whole_number(request.GET.get(name, "")) for name in ("giver", "receiver"))
    if giver is None or receiver is None:
        if sheets.wanted(request):
            return exports.owing(actor, today)
        page = page_of(
            request, count_pairs(actor), lambda limit, offset: pairs(actor, today, limit, offset), ON_A_PAGE
        )
        return render(request, "mobile/owing.html", framed(request, page=page))
    among = Among(giver=giver, receiver=receiver)
    count = count_sorted(actor, today, among=among)[Sort.ALL]
    if not count:
        raise NotThere
    listed = page_of(
        request,
        count,
        lambda limit, offset: [
            row(line, today)
            for line in commitments_sorted(actor, today, Sort.ALL, among=among, limit=limit, offset=offset)
        ],
        ON_A_PAGE,
    )
    names = organisation_names([giver, receiver])
    if sheets.wanted(request):
        return exports.owed(actor, today, among, f"{names[giver]} → {names[receiver]}")
    context = framed(request, page=listed, giver=names[giver], receiver=names[receiver])
    return render(request, "mobile/owing.html", context)
