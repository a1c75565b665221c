"""Fixing the words for signature, from the page of the agreement or from that of the talks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.queries import agreement_card
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of
from lianjian.web.office.agreements import show
from lianjian.web.office.door import in_office
from lianjian.web.office.talks import show as show_talks

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def _numbers(sent: list[str]) -> list[int]:
    return [key for key in map(whole_number, sent) if key is not None]


@in_office
def freeze(request: HttpRequest, agreement: int) -> HttpResponse:
    """Fix the words and open them for signature. Whoever opens the address is led to the agreement."""
    if request.method != "POST":
        return redirect("office:agreement", agreement_card(actor_of(request), agreement).id)
    seen = request.POST.get("seen_revision", "")
    try:
        freeze_agreement(
            by=actor_of(request),
            agreement=agreement,
            seen_revision=whole_number(seen),
            settled=_numbers(request.POST.getlist("settled")),
            aside=_numbers(request.POST.getlist("aside")),
        )
    except NotThere:
        raise
    except Refused as refused:
        if "talks" in request.POST:
            return show_talks(request, agreement, explain(refused))
        return show(request, agreement, explain(refused))
    messages.success(request, _("The text is fixed. The parties can sign it now."))
    return redirect("office:agreement", agreement)
