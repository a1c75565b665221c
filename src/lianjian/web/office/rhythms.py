"""The agreed rhythm of a group: agreed on, ended, and single days left out."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lianjian.apps.coordination.actions.adjust_rhythm import adjust_rhythm
from lianjian.apps.coordination.actions.agree_rhythm import agree_rhythm
from lianjian.apps.coordination.queries import rhythm_of
from lianjian.apps.coordination.rules.rhythm import MOST, PLACE_LABELS
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit.rhythms import WEEKDAY_WORDS, rhythm_words
from lianjian.web.office.choosing import houses, offer, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import this_day
from lianjian.web.office.groups import may_run, page_of, parties_of, run_by
from lianjian.web.office.marks import PERIOD_WORDS

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class Days(forms.CharField):
    """Several days, each as 2026-10-01, apart by blanks, commas or line ends. Its value is a list of dates."""

    widget = forms.Textarea(attrs={"rows": 2, "inputmode": "numeric"})

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=2000, **more)

    def clean(self, value: Any) -> Any:
        found = []
        for word in re.split(r"[\s,，、;；]+", super().clean(value) or ""):
            if not word:
                continue
            try:
                found.append(date.fromisoformat(word))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(word)s” is no day; write it as 2026-10-01."), params={"word": word[:20]}
                ) from None
        return found


class TermForm(OfficeForm):
    """Until when, and which days fall out."""

    ends_on = Day(label=gettext_lazy("Last day"), required=False)
    exceptions = Days(
        label=gettext_lazy("Days that fall out"),
        required=False,
        help_text=gettext_lazy(
            "As in: 2026-10-01, 2026-10-08. Public holidays are not known to the system: name them here."
        ),
    )


class RhythmForm(TermForm):
    """What an organisation does every so often."""

    organisation = forms.TypedChoiceField(label=gettext_lazy("Which organisation"), coerce=int)
    what = forms.CharField(
        label=gettext_lazy("What it does"),
        max_length=200,
        help_text=gettext_lazy("As in: visits the village."),
    )
    every = forms.IntegerField(label=gettext_lazy("Every so many"), min_value=1, max_value=MOST, initial=1)
    period = forms.ChoiceField(
        label=gettext_lazy("Weeks, months or years"), choices=list(PERIOD_WORDS.items())
    )
    place = forms.ChoiceField(
        label=gettext_lazy("On which day of the month"),
        required=False,
        choices=[(str(place), gettext_lazy(label)) for place, label in PLACE_LABELS.items()],
        help_text=gettext_lazy("For months only. A day that a month does not have is its last day."),
    )
    day = forms.IntegerField(
        label=gettext_lazy("Which day of the month"), required=False, min_value=1, max_value=31
    )
    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("On which days of the week"),
        required=False,
        choices=list(WEEKDAY_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "For weeks, or for a certain weekday of the month. None: that of the first day."
        ),
    )
    starts_on = Day(label=gettext_lazy("First day"))
    person = forms.TypedChoiceField(
        label=gettext_lazy("Who does it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Left open, it falls to whoever answers for the organisation."),
    )
    field_order = [
        "organisation", "person", "what", "every", "period", "place", "day", "weekdays", "starts_on", "ends_on", "exceptions",
    ]  # fmt: skip


@in_office
def agree(request: HttpRequest, group: int) -> HttpResponse:
    """Agree on what an organisation does every so often; the system makes dated duties of it."""
    card = run_by(request, group)
    form = RhythmForm(request.POST or None, initial={"starts_on": this_day(), "period": "month"})
    parties = parties_of(card)
    offer(form, "organisation", houses(parties))
    offer(form, "person", [("", "—"), *people_of(parties, this_day())])

    def deed(values: dict[str, Any]) -> str:
        fields = {name: value for name, value in values.items() if name != "client_key"}
        agree_rhythm(by=actor_of(request), group=group, **fields)
        messages.success(request, _("Agreed. Its days appear among what is due, 45 days ahead."))
        return reverse("office:group", args=[group])

    return run(
        request, form, deed, action=_("Agree on it"), wide=True, **page_of(card, _("Agree on a rhythm"))
    )


@in_office
def adjust(request: HttpRequest, rhythm: int) -> HttpResponse:
    """Give a rhythm its end, and leave single days out."""
    actor = actor_of(request)
    card, line = rhythm_of(actor, rhythm)
    if not may_run(actor, card):
        raise NotThere
    initial = {"ends_on": line.ends_on, "exceptions": "\n".join(line.exceptions)}
    form = TermForm(request.POST or None, initial=initial)

    def deed(values: dict[str, Any]) -> str:
        adjust_rhythm(
            by=actor,
            rhythm=rhythm,
            today=this_day(),
            ends_on=values["ends_on"],
            exceptions=values["exceptions"],
        )
        messages.success(
            request, _("Changed. Duties to come that fall away are cancelled; what was due stays.")
        )
        return reverse("office:group", args=[card.id])

    return run(
        request,
        form,
        deed,
        action=_("Change it"),
        quoted=f"{line.what}\n{line.organisation_name} · {rhythm_words(line.every, line.period, line.on)}",
        **page_of(card, _("Change a rhythm")),
    )
