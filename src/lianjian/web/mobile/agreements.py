"""Reading and signing an agreement. Opening the page never signs; the form carries the fingerprint that was read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_of,
    count_agreements,
    signatures,
    timeline,
)
from lianjian.apps.agreements.rules.signing import STATE_LABELS
from lianjian.foundation.wording import explain
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.paging import page_of
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


ON_A_PAGE = 30


@never_cache
@login_required
def listing(request: HttpRequest) -> HttpResponse:
    """The agreements of my organisations, newest first."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.agreements(actor)
    page = page_of(request, count_agreements(actor), partial(agreements_of, actor), ON_A_PAGE)
    lines = [(line, _(STATE_LABELS[line.state])) for line in page]
    return render(request, "mobile/agreements.html", framed(request, lines=lines, page=page))


@never_cache
@login_required
def agreement(request: HttpRequest, agreement: int) -> HttpResponse:
    """The text, who has signed, and the button for whoever may sign it now."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    refusal = ""
    if request.method == "POST":
        try:
            organisation = int(request.POST.get("organisation", ""))
        except ValueError as nonsense:
            raise NotThere from nonsense
        try:
            sign_agreement(
                by=actor,
                agreement=agreement,
                organisation=organisation,
                sha256=request.POST.get("sha256", ""),
            )
        except NotThere:
            raise
        except Refused as refused:
            refusal = explain(refused)
            card = agreement_card(actor, agreement)
        else:
            messages.success(request, _("Signed. The signature is bound to the fingerprint shown here."))
            return redirect("mobile:agreement", agreement)
    context = framed(
        request,
        card=card,
        refusal=refusal,
        mine=[party for party in card.parties if party.organisation in card.sign_for],
        signatures=signatures(actor, agreement),
        timeline=timeline(actor, agreement),
    )
    return render(request, "mobile/agreement.html", context, status=422 if refusal else 200)
