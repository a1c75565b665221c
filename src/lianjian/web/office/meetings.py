"""Meetings: their minutes kept with who was there and what was decided, listed and read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianjian.apps.coordination.actions.record_meeting import record_meeting
from lianjian.apps.coordination.queries import meeting as meeting_in_scope
from lianjian.apps.coordination.queries import meetings_of
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.meetings import DecisionDraft
from lianjian.foundation.wording import explain
from lianjian.web.acting import actor_of
from lianjian.web.kit import sheets
from lianjian.web.office import exports
from lianjian.web.office.choosing import houses, offer, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import Day, OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.groups import page_of, parties_of, run_by
from lianjian.web.office.marks import DUTY_MARKS, DUTY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from lianjian.kernel.refusals import Refused

ROWS = 4
"""Decisions on the form; a meeting that decided more keeps the rest in the text of its minutes."""


class MeetingForm(OfficeForm):
    """What was said, who was there, what was decided."""

    title = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    held_at = forms.DateTimeField(
        label=gettext_lazy("When it was held"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
    )
    place = forms.CharField(label=pgettext_lazy("of a meeting", "Where"), required=False, max_length=120)
    minutes = forms.CharField(
        label=gettext_lazy("Minutes"), required=False, widget=forms.Textarea(attrs={"rows": 10})
    )
    attendees = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who was there"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, parties: Iterable[int], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = list(parties)
        offer(self, "attendees", people_of(parties, day))
        named = [("", "—"), *houses(parties)]
        for place in range(1, ROWS + 1):
            self.fields[f"decision_{place}"] = forms.CharField(
                label=_("Decision %(place)s") % {"place": place},
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=_("With an organisation and a day it becomes a duty there.") if place == 1 else "",
            )
            self.fields[f"house_{place}"] = forms.TypedChoiceField(
                label=_("Who carries out decision %(place)s") % {"place": place},
                required=False,
                choices=named,
                coerce=int,
                empty_value=None,
            )
            self.fields[f"day_{place}"] = Day(
                label=_("Decision %(place)s: by which day") % {"place": place}, required=False
            )

    def clean(self) -> dict[str, Any]:
        """A day or an organisation without words, or one without the other, is no decision."""
        values = super().clean() or {}
        for place in range(1, ROWS + 1):
            house, day = values.get(f"house_{place}"), values.get(f"day_{place}")
            if (house or day) and not values.get(f"decision_{place}"):
                self.add_error(f"decision_{place}", _("What was decided?"))
            elif house and not day and f"day_{place}" not in self.errors:
                self.add_error(f"day_{place}", _("A duty needs its day."))
        return values

    def decisions(self) -> list[DecisionDraft]:
        """Those that were written, in order."""
        values = self.cleaned_data
        return [
            DecisionDraft(values[f"decision_{n}"], values[f"house_{n}"], values[f"day_{n}"])
            for n in range(1, ROWS + 1)
            if values[f"decision_{n}"]
        ]

    def stand_beside(self, refused: Refused) -> None:
        """What is wrong with the decisions stands beside the first of them."""
        if refused.field == "decisions":
            self.add_error("decision_1", explain(refused))
        else:
            super().stand_beside(refused)


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The latest meetings of the groups I may see."""
    if sheets.wanted(request):
        return exports.meetings(actor_of(request))
    return render(request, "office/meetings.html", framed(request, meetings=meetings_of(actor_of(request))))


@in_office
def record(request: HttpRequest, group: int) -> HttpResponse:
    """Keep the minutes of a meeting. Those who can have been there are those with a mandate on its day."""
    card = run_by(request, group)
    try:
        typed = parse_datetime(request.POST.get("held_at", ""))
    except ValueError:
        typed = None
    day = typed.date() if typed else this_day()
    now = timezone.localtime().replace(second=0, microsecond=0)
    form = MeetingForm(request.POST or None, parties=parties_of(card), day=day, initial={"held_at": now})

    def deed(values: dict[str, Any]) -> str:
        made = record_meeting(
            by=actor_of(request),
            group=group,
            title=values["title"],
            held_at=values["held_at"],
            place=values["place"],
            minutes=values["minutes"],
            attendees=values["attendees"],
            decisions=form.decisions(),
            client_key=values["client_key"],
        )
        messages.success(request, _("The minutes are kept. Decisions with a day stand among what is due."))
        return reverse("office:meeting", args=[made.pk])

    page = page_of(card, _("Keep the minutes of a meeting"))
    return run(request, form, deed, action=_("Keep the minutes"), wide=True, **page)


@in_office
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """The minutes of one meeting and what became of its decisions."""
    line = meeting_in_scope(actor_of(request), meeting)
    decisions = [
        (one, DUTY_MARKS[DutyState(one.duty_state)], DUTY_WORDS[DutyState(one.duty_state)])
        if one.duty_state
        else (one, "", "")
        for one in line.decisions
    ]
    crumbs = [
        (pgettext("of coordination", "Groups"), reverse("office:groups")),
        (line.group_name, reverse("office:group", args=[line.group])),
        (line.title, ""),
    ]
    return render(
        request, "office/meeting.html", framed(request, line=line, decisions=decisions, crumbs=crumbs)
    )
