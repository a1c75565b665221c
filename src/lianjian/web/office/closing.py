"""Closing an agreement: ended where it is in force, withdrawn where it is not yet; with the reason, and asked once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.agreements import page_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.promises import OVER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ClosingForm(OfficeForm):
    """Why, and that it is meant."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sure = forms.BooleanField(label=gettext_lazy("All parties know of it"))


@in_office
def close(request: HttpRequest, agreement: int) -> HttpResponse:
    """End or withdraw an agreement."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    speaks = any(actor.holds(*NEGOTIATORS, organisation=party.organisation) for party in card.parties)
    if not speaks or (card.state in OVER and request.method != "POST"):
        raise NotThere
    ends = card.state is State.EFFECTIVE

    def deed(values: dict[str, Any]) -> str:
        closed = close_agreement(by=actor, agreement=agreement, reason=values["reason"])
        ended = closed.state == State.ENDED
        messages.success(request, _("The agreement is ended.") if ended else _("The agreement is withdrawn."))
        return reverse("office:agreement", args=[agreement])

    page = page_of(card, _("End the agreement") if ends else _("Withdraw the agreement"))
    page["warning"] = (
        _("From today it binds nobody. Texts, signatures and the reason stay readable; nothing is deleted.")
        if ends
        else _("Nobody can sign it any more. Texts and the reason stay readable; nothing is deleted.")
    )
    word = _("End it") if ends else _("Withdraw it")
    return run(request, ClosingForm(request.POST or None), deed, action=word, grave=True, **page)
