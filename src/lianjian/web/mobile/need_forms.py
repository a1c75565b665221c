"""The steps about a need under the thumb, each with the verb it calls."""

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
from lianjian.apps.exchange.rules.needs import NeedMove
from lianjian.apps.parties.queries import holders, organisations_named, person_names
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.rules.work_areas import WORK_AREA_LABELS
from lianjian.kernel.quantities import UNIT_LABELS
from lianjian.kernel.refusals import gettext_noop
from lianjian.web.mobile.entry_form import Photographs, Several
from lianjian.web.mobile.steps import files_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from django.utils.functional import _StrPromise

    from lianjian.apps.exchange.queries import NeedLine
    from lianjian.foundation.actor import Actor


class Step(forms.Form):
    """A step under a key of its own: sent twice, it is one."""

    client_key = forms.RegexField(r"^[0-9A-Za-z-]{8,64}$", widget=forms.HiddenInput)


class MetForm(Step):
    """How it was met, by whom, with photographs."""

    how = forms.CharField(
        label=_("How it was met"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    met_by_words = forms.CharField(
        label=_("Who met it"),
        required=False,
        max_length=120,
        help_text=_("The full name of an organisation of the network, or in words. No villager's name."),
    )
    files = Photographs(  # type: ignore[assignment] # a field of that name, as Django reads its forms
        label=_("Photos or PDF documents"),
        required=False,
        help_text=_("Without any, the page says that there is no proof."),
        widget=Several(attrs={"accept": "image/*,application/pdf"}),
    )


class ReasonForm(Step):
    """Why."""

    reason = forms.CharField(
        label=_("The reason"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class HandOverForm(Step):
    """To whom, and why."""

    owner = forms.TypedChoiceField(label=_("Who looks after it from now on"), coerce=int)
    reason = forms.CharField(label=_("Why it changes hands"), required=False, max_length=300)


class Words(Step):
    """What is needed, how much of it, by when."""

    work_area = forms.ChoiceField(
        label=_("Work area"), choices=[(str(area), _(label)) for area, label in WORK_AREA_LABELS.items()]
    )
    text = forms.CharField(
        label=_("What is needed"),
        required=False,
        help_text=_("What is needed, not who asked for it: no villager's name and no telephone number."),
        widget=forms.Textarea(attrs={"rows": 3, "lang": "zh-Hans"}),
    )
    quantity = forms.CharField(
        label=_("Quantity"),
        required=False,
        max_length=40,
        help_text=_("Left empty it is unknown, which is not nothing."),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=_("Unit"),
        required=False,
        choices=[("", "—"), *((str(unit), _(label)) for unit, label in UNIT_LABELS.items())],
    )
    wanted_by = forms.DateField(
        label=_("Wanted by"),
        required=False,
        help_text=_("Left empty, it is wanted at any time."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


@dataclass(frozen=True, slots=True)
class Doing:
    """A step: the title of its page, what its button says, what is said when it is done (msgid), its form and verb."""

    title: _StrPromise
    act: _StrPromise
    done: str
    form: type[Step]
    do: Callable[[Actor, int, dict[str, Any]], object]


def _meet(by: Actor, need: int, said: Mapping[str, Any]) -> object:
    """What was typed is an organisation where one of the register has just that name."""
    words = " ".join(said["met_by_words"].split())
    house = organisations_named(by, [words]).get(words) if words else None
    return meet_need(
        by=by,
        need=need,
        how=said["how"],
        met_by=house.pk if house is not None else None,
        met_by_words="" if house is not None else words,
        files=files_of(said),
        client_key=said["client_key"],
    )


def _change(by: Actor, need: int, said: dict[str, Any]) -> object:
    return change_need(by=by, need=need, **said)


def _hand_over(by: Actor, need: int, said: dict[str, Any]) -> object:
    return hand_over_need(by=by, need=need, **said)


def _give_up(by: Actor, need: int, said: dict[str, Any]) -> object:
    return give_up_need(by=by, need=need, **said)


def _reopen(by: Actor, need: int, said: dict[str, Any]) -> object:
    return reopen_need(by=by, need=need, **said)


STEPS: dict[NeedMove, Doing] = {
    NeedMove.MEET: Doing(
        _("Say that a need is met"),
        _("It is met"),
        gettext_noop("Met. How and by whom stays readable."),
        MetForm,
        _meet,
    ),
    NeedMove.CHANGE: Doing(
        _("Change a need"),
        _("Save"),
        gettext_noop("Changed. What stood there before is not kept."),
        Words,
        _change,
    ),
    NeedMove.HAND_OVER: Doing(
        _("Hand a need over"), _("Hand it over"), gettext_noop("Handed over."), HandOverForm, _hand_over
    ),
    NeedMove.GIVE_UP: Doing(
        _("Give a need up"),
        _("Give it up"),
        gettext_noop("Given up, with your reason on record."),
        ReasonForm,
        _give_up,
    ),
    NeedMove.REOPEN: Doing(
        _("Open a need again"),
        _("Open it again"),
        gettext_noop("It is open again, with your reason on record."),
        ReasonForm,
        _reopen,
    ),
}


def form_of(move: NeedMove, line: NeedLine, day: date, data: Any, files: Any, key: str) -> Step:
    """The form of a step, empty under ``key`` or as it was sent."""
    initial: dict[str, Any] = {"client_key": key}
    if move is NeedMove.CHANGE:
        names = ("work_area", "text", "quantity", "unit", "wanted_by")
        initial |= {name: getattr(line, name) for name in names}
    form = STEPS[move].form(data, files, initial=initial)
    if move is NeedMove.HAND_OVER:
        names_of = person_names(holders(line.organisation, list(Role), day))
        field = form.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            by_name = sorted((name, key) for key, name in names_of.items())
            field.choices = [(key, name) for name, key in by_name]
    return form
