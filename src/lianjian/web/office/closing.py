"""Closing an agreement: ended where it is in force, withdrawn where it is not yet; with the reason, and asked once more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.close_agreement import close_agreement
from lianjian.apps.agreements.actions.propose_end import propose_end
from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.office.agreements import page_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.life import signing_for
from lianjian.web.office.promises import OVER

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ClosingForm(OfficeForm):
    """Why, and that it is meant; for which party, where it is in force."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Your organisation"), coerce=int, required=False)
    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    sure = forms.BooleanField(label=gettext_lazy("All parties know of it"))


@in_office
def close(request: HttpRequest, agreement: int) -> HttpResponse:
    """Withdraw an agreement that is not in force, or propose that one in force ends by consent of all."""
    actor = actor_of(request)
    card = agreement_card(actor, agreement)
    ends = card.state is State.EFFECTIVE
    own = signing_for(actor, card)
    speaks = bool(own) if ends else actor.holds(*NEGOTIATORS, organisation=card.pen)
    if not speaks or (card.state in OVER and request.method != "POST"):
        raise NotThere
    form = ClosingForm(request.POST or None)
    if ends:
        form.fields["organisation"].choices = own  # type: ignore[attr-defined] # a choice field
    else:
        del form.fields["organisation"]

    def deed(values: dict[str, Any]) -> str:
        if ends:
            house = values["organisation"] or own[0][0]
            propose_end(by=actor, agreement=agreement, organisation=house, reason=values["reason"])
            messages.success(request, _("The end is proposed; it comes with the consent of every party."))
        else:
            close_agreement(by=actor, agreement=agreement, reason=values["reason"])
            messages.success(request, _("The agreement is withdrawn."))
        return reverse("office:agreement", args=[agreement])

    page = page_of(card, _("End the agreement") if ends else _("Withdraw the agreement"))
    page["warning"] = (
        _(
            "It ends when a signatory of every party has consented; until then nothing changes. A party alone gives notice."
        )
        if ends
        else _("Nobody can sign it any more. Texts and the reason stay readable; nothing is deleted.")
    )
    word = _("Propose the end") if ends else _("Withdraw it")
    return run(request, form, deed, action=word, grave=True, **page)
