"""The forms about a need: recording it, and each step about it with the verb it calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lianjian.apps.exchange.actions.change_need import change_need
from lianjian.apps.exchange.actions.give_up_need import give_up_need
from lianjian.apps.exchange.actions.hand_over_need import hand_over_need
from lianjian.apps.exchange.actions.meet_need import meet_need
from lianjian.apps.exchange.actions.reopen_need import reopen_need
from lianjian.apps.exchange.rules.needs import LONGEST, NeedMove
from lianjian.kernel.refusals import gettext_noop
from lianjian.web.office.choosing import (
    ProofField,
    area_field,
    number_field,
    offer,
    people_of,
    proof,
    unit_field,
)
from lianjian.web.office.forming import Day, OfficeForm
from lianjian.web.office.picking import PARTY_HELP, PartyPick, Picking

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.utils.functional import _StrPromise

    from lianjian.apps.exchange.queries import NeedLine
    from lianjian.foundation.actor import Actor

NO_NAMES = _("What is needed, not who asked for it: no villager's name and no telephone number.")


class Words(OfficeForm):
    """What is needed, how much of it, by when."""

    work_area = area_field()
    text = forms.CharField(
        label=_("What is needed"),
        max_length=LONGEST,
        help_text=NO_NAMES,
        widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
    )
    quantity = number_field(_("Quantity"), help_text=_("Left empty it is unknown, which is not nothing."))
    unit = unit_field()
    wanted_by = Day(
        label=_("Wanted by"), required=False, help_text=_("Left empty, it is wanted at any time.")
    )


class NeedForm(Words):
    """A need of one of one's own organisations."""

    organisation = forms.TypedChoiceField(label=_("Who needs it"), coerce=int)
    owner = forms.TypedChoiceField(
        label=_("Who looks after it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("A person of that organisation; left empty, it is you."),
    )
    public = forms.BooleanField(label=_("Show it to everybody on the public site"), required=False)
    field_order = ["organisation", "work_area", "text", "quantity", "unit", "wanted_by", "owner", "public"]


class MetForm(Picking):
    """How it was met, and by whom."""

    how = forms.CharField(
        label=_("How it was met"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    met_by = PartyPick(label=_("Met by an organisation of the network"), required=False, help_text=PARTY_HELP)
    met_by_words = forms.CharField(
        label=_("or by somebody else, in words"),
        required=False,
        max_length=120,
        help_text=_("As in: a builder in the county town. No villager's name."),
    )
    files = ProofField(  # type: ignore[assignment] # a field of that name, as Django reads its forms
        label=_("Photos or PDF documents"),
        required=False,
        help_text=_("Without any, the page says that there is no proof."),
    )


class ReasonForm(OfficeForm):
    """Why."""

    reason = forms.CharField(label=_("The reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class HandOverForm(OfficeForm):
    """To whom, and why."""

    owner = forms.TypedChoiceField(label=_("Who looks after it from now on"), coerce=int)
    reason = forms.CharField(label=_("Why it changes hands"), max_length=300)


@dataclass(frozen=True, slots=True)
class Doing:
    """A step: the title of its page, what its button says, what is said when it is done (msgid), and the verb."""

    title: _StrPromise
    act: _StrPromise
    done: str
    do: Callable[[Actor, int, Mapping[str, Any]], object]
    grave: bool = False


def _meet(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    return meet_need(
        by=by,
        need=need,
        how=said["how"],
        met_by=said["met_by"],
        met_by_words=said["met_by_words"],
        files=proof(said["files"]),
        client_key=said["client_key"],
    )


def _change(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    names = ("work_area", "text", "quantity", "unit", "wanted_by", "client_key")
    return change_need(by=by, need=need, **{name: said[name] for name in names})


def _hand_over(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    return hand_over_need(by=by, need=need, **said)


def _give_up(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    return give_up_need(by=by, need=need, **said)


def _reopen(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    return reopen_need(by=by, need=need, **said)


STEPS: dict[NeedMove, Doing] = {
    NeedMove.MEET: Doing(
        _("Say that a need is met"),
        _("It is met"),
        gettext_noop("Met. How and by whom stays readable."),
        _meet,
    ),
    NeedMove.CHANGE: Doing(
        _("Change a need"), _("Save"), gettext_noop("Changed. What stood there before is not kept."), _change
    ),
    NeedMove.HAND_OVER: Doing(
        _("Hand a need over"), _("Hand it over"), gettext_noop("Handed over."), _hand_over
    ),
    NeedMove.GIVE_UP: Doing(
        _("Give a need up"),
        _("Give it up"),
        gettext_noop("Given up, with your reason on record."),
        _give_up,
        grave=True,
    ),
    NeedMove.REOPEN: Doing(
        _("Open a need again"),
        _("Open it again"),
        gettext_noop("It is open again, with your reason on record."),
        _reopen,
    ),
}


def form_for(move: NeedMove, by: Actor, line: NeedLine, day: date, data: Any, files: Any) -> OfficeForm:
    """The form of a step, empty or as it was sent."""
    if move is NeedMove.MEET:
        return MetForm(data, files, by=by)
    if move is NeedMove.CHANGE:
        names = ("work_area", "text", "quantity", "unit", "wanted_by")
        return Words(data, initial={name: getattr(line, name) for name in names})
    if move is NeedMove.HAND_OVER:
        form = HandOverForm(data)
        offer(form, "owner", people_of([line.organisation], day))
        return form
    return ReasonForm(data)
