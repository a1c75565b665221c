"""Reading and signing an agreement. Opening the page never signs; the form carries the fingerprint that was read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lianjian.apps.agreements.actions.prepare_document import prepare_document
from lianjian.apps.agreements.actions.sign_agreement import sign_agreement
from lianjian.apps.agreements.ports import paper_office
from lianjian.apps.agreements.queries import (
    agreement_card,
    agreements_of,
    count_agreements,
    course_of,
    document_bytes,
    pen_card,
    reading,
    signatures,
    supplements,
    talks,
    text_of,
)
from lianjian.apps.agreements.rules.ending import ENDING_LABELS, Ending
from lianjian.apps.agreements.rules.methods import METHOD_LABELS, Method
from lianjian.apps.agreements.rules.signing import STATE_LABELS, State
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.kit.banding import band_of, due_days
from lianjian.web.kit.paging import page_of
from lianjian.web.kit.proving import prove, proved_lately
from lianjian.web.kit.sending import PDF, paper_answer, paper_name
from lianjian.web.mobile import exports
from lianjian.web.mobile.frame import framed, this_day

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


ON_A_PAGE = 30
DRAFTED = {State.DRAFT, State.SIGNING, State.PARTIAL}
"""States in which somebody holds a pen."""
LONGEST_PASSWORD = 4096


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
    """The text, who has signed, and the button for whoever may sign it now. Where the sign-in was too long ago, the
    password is asked for with the signature."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    refusal = password_fault = ""
    if request.method == "POST":
        organisation = whole_number(request.POST.get("organisation", ""))
        if organisation is None:
            raise NotThere
        if not proved_lately(request) and not prove(
            request, request.POST.get("password", "")[:LONGEST_PASSWORD]
        ):
            password_fault = _("This is not your password. Nothing has been signed.")
        else:
            refusal = _sign(request, agreement, organisation)
            if not refusal:
                messages.success(request, _("Signed. The signature is bound to the fingerprint shown here."))
                return redirect("mobile:agreement", agreement)
            card = agreement_card(actor, agreement)
    more = supplements(actor, agreement) if card.parent is None else []
    context = framed(
        request,
        card=card,
        refusal=refusal,
        password_fault=password_fault,
        licensed=paper_office().licensed,
        asks_password=not proved_lately(request),
        mine=[party for party in card.parties if party.organisation in card.sign_for],
        signatures=[(one, _(METHOD_LABELS[Method(one.method)])) for one in signatures(actor, agreement)],
        ending=_(ENDING_LABELS[Ending(card.closed_how)]) if card.closed_how else "",
        talk=talks(actor, agreement) if card.state is State.DRAFT else None,
        band=band_of(course_of(actor, agreement), due_days(actor, this_day(), agreement), this_day()),
        pen=pen_card(actor, agreement) if card.state in DRAFTED else None,
        supplements=[(one, _(STATE_LABELS[one.state])) for one in more],
        reading=reading(actor, agreement) if any(one.effective_at for one in more) else (),
    )
    status = 422 if refusal or password_fault else 200
    return render(request, "mobile/agreement.html", context, status=status)


def _sign(request: HttpRequest, agreement: int, organisation: int) -> str:
    """Sign; what was refused, in words, "" where nothing was."""
    try:
        sign_agreement(
            by=actor_of(request),
            agreement=agreement,
            organisation=organisation,
            sha256=request.POST.get("sha256", ""),
        )
    except NotThere:
        raise
    except Refused as refused:
        return explain(refused)
    return ""


@never_cache
@login_required
@require_safe
def document(request: HttpRequest, agreement: int) -> HttpResponse:
    """The document of the open text with the electronic signatures it has."""
    actor = actor_of(request)
    key, text = text_of(actor, agreement)
    prepare_document(by=actor, text=key)
    name = paper_name(text.title, text.version, "pdf")
    return paper_answer(document_bytes(actor, key), name=name, media_type=PDF)
