"""Handing on the pen of a draft, as the office and the phone ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.agreements.actions.answer_pen_offer import answer_pen_offer
from lianjian.apps.agreements.actions.decide_pen import decide_pen
from lianjian.apps.agreements.actions.offer_pen import offer_pen
from lianjian.apps.agreements.actions.take_back_pen_offer import take_back_pen_offer
from lianjian.foundation.wording import explain
from lianjian.kernel.keys import whole_number
from lianjian.kernel.refusals import NotThere, Refused
from lianjian.web.acting import actor_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from lianjian.apps.agreements.queries import PenCard


class PenForm(forms.Form):
    """To which party."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("To which party"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, houses: tuple[tuple[int, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = houses  # type: ignore[attr-defined] # a choice field


class DecisionForm(PenForm):
    """To which party, and why: all parties read it."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


def form_for(request: HttpRequest, card: PenCard) -> PenForm | None:
    """The form for whoever may offer the pen, or give it by decision; None for everybody else."""
    sent = request.POST if request.POST.get("do") in {"offer", "decide"} else None
    if card.decide_for:
        return DecisionForm(sent, houses=card.decide_for)
    return PenForm(sent, houses=card.offer_to) if card.offer_to else None


def move_pen(request: HttpRequest, card: PenCard, form: PenForm | None) -> tuple[str, str]:
    """Do what was sent. Gives what was done in words, or else the refusal that stands above the page; both empty where
    the fault stands beside a field."""
    what = request.POST.get("do", "")
    asked = form if what in {"offer", "decide"} else None
    try:
        return (_hand(request, card, asked) if asked is not None else _settle(request, what)), ""
    except NotThere:
        raise
    except Refused as refused:
        if asked is None or refused.field not in asked.fields:
            return "", explain(refused)
        asked.add_error(refused.field, explain(refused))
        return "", ""


def _settle(request: HttpRequest, what: str) -> str:
    """Answer an offer, or take it back."""
    actor, passing = actor_of(request), whole_number(request.POST.get("passing", ""))
    if passing is None or what not in {"accept", "decline", "keep"}:
        raise NotThere
    if what == "keep":
        take_back_pen_offer(by=actor, passing=passing)
        return _("The offer is taken back; the pen stays where it is.")
    answer_pen_offer(by=actor, passing=passing, accepts=what == "accept")
    return _("Your party holds the pen now.") if what == "accept" else _("The pen is declined.")


def _hand(request: HttpRequest, card: PenCard, form: PenForm) -> str:
    """Offer it, or give it by decision; "" where the form is not complete."""
    if not form.is_valid():
        return ""
    actor, values = actor_of(request), form.cleaned_data
    if isinstance(form, DecisionForm):
        decide_pen(by=actor, agreement=card.agreement, to=values["organisation"], reason=values["reason"])
        return _("The pen is given to that party; all parties read why.")
    offer_pen(by=actor, agreement=card.agreement, to=values["organisation"])
    return _("The pen is offered. It stays with you until the other party takes it.")
