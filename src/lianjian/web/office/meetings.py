"""Meetings: planned with their agenda and who is invited, changed, called off, listed and read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lianjian.apps.coordination.actions.call_off_meeting import call_off_meeting
from lianjian.apps.coordination.actions.plan_meeting import plan_meeting
from lianjian.apps.coordination.queries import count_meetings, earlier_minutes, group_card, meetings_of
from lianjian.apps.coordination.queries import meeting as meeting_in_scope
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.meetings import ATTENDANCE_LABELS, MEETING_LABELS, MeetingState
from lianjian.kernel.refusals import NotThere
from lianjian.web.acting import actor_of
from lianjian.web.kit import paging, sheets
from lianjian.web.kit.calendars import meeting_file
from lianjian.web.kit.templatetags.kit import content
from lianjian.web.office import exports
from lianjian.web.office.choosing import offer, people_of
from lianjian.web.office.door import in_office
from lianjian.web.office.forming import OfficeForm, run
from lianjian.web.office.frame import framed, this_day
from lianjian.web.office.groups import may_run, page_of, parties_of, run_by
from lianjian.web.office.marks import DUTY_MARKS, DUTY_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from lianjian.apps.coordination.queries import GroupCard, MeetingLine

ON_A_PAGE = 30
MARKS = {MeetingState.PLANNED: "due", MeetingState.HELD: "ok", MeetingState.CANCELLED: "withdrawn"}


class Moment(forms.DateTimeField):
    """A day and time of China, with the browser's own calendar."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})


class PlanForm(OfficeForm):
    """When, where, about what, with whom."""

    title = forms.CharField(label=gettext_lazy("Subject"), max_length=120)
    held_at = Moment(label=gettext_lazy("When it begins"))
    place = forms.CharField(label=pgettext_lazy("of a meeting", "Where"), required=False, max_length=120)
    agenda = forms.CharField(
        label=gettext_lazy("Agenda"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One item a line."),
    )
    invited = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Who is invited"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, parties: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (content(house), [(key, content(name)) for key, name in people])
            for house, people in people_of(parties, this_day())
        ]
        offer(self, "invited", named)


class CallOffForm(OfficeForm):
    """Why it does not take place."""

    reason = forms.CharField(
        label=gettext_lazy("The reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


@in_office
def listed(request: HttpRequest) -> HttpResponse:
    """The meetings of the groups I may see: those to come first; ``?as=xlsx`` gives all that were held."""
    actor = actor_of(request)
    if sheets.wanted(request):
        return exports.meetings(actor)
    held = partial(meetings_of, actor, state=MeetingState.HELD)
    page = paging.page_of(request, count_meetings(actor, state=MeetingState.HELD), held, ON_A_PAGE)
    planned = list(reversed(meetings_of(actor, ON_A_PAGE, state=MeetingState.PLANNED)))
    return render(
        request, "office/meetings.html", framed(request, page=page, meetings=list(page), planned=planned)
    )


@in_office
def plan(request: HttpRequest, group: int) -> HttpResponse:
    """Plan a meeting of a group; its members are invited unless the form says otherwise."""
    card = run_by(request, group)
    initial = {"invited": [one.person for one in card.members], "title": request.GET.get("title", "")[:120]}
    return _plan(request, card, initial, None)


@in_office
def change(request: HttpRequest, meeting: int) -> HttpResponse:
    """Change a meeting that is to come."""
    line, card = _run(request, meeting)
    initial = {
        "title": line.title,
        "held_at": timezone.localtime(line.held_at),
        "place": line.place,
        "agenda": line.agenda,
        "invited": [seat.person for seat in line.seats],
    }
    return _plan(request, card, initial, line)


def _plan(
    request: HttpRequest, card: GroupCard, initial: dict[str, Any], line: MeetingLine | None
) -> HttpResponse:
    form = PlanForm(request.POST or None, parties=parties_of(card), initial=initial)

    def deed(values: dict[str, Any]) -> str:
        row = plan_meeting(
            by=actor_of(request), group=card.id, meeting=line.id if line is not None else None, **values
        )
        messages.success(
            request, _("It stands in the calendars of those invited; they are reminded the day before.")
        )
        return reverse("office:meeting", args=[row.pk])

    title = _("Plan a meeting") if line is None else _("Change a meeting")
    return run(request, form, deed, action=_("Plan it"), wide=True, **page_of(card, title))


@in_office
def call_off(request: HttpRequest, meeting: int) -> HttpResponse:
    """Say that a planned meeting does not take place."""
    line, card = _run(request, meeting)

    def deed(values: dict[str, Any]) -> str:
        call_off_meeting(by=actor_of(request), meeting=meeting, reason=values["reason"])
        messages.success(request, _("Called off. It stands as cancelled in the calendars of those invited."))
        return reverse("office:meeting", args=[meeting])

    return run(
        request,
        CallOffForm(request.POST or None),
        deed,
        action=_("Call off a meeting"),
        grave=True,
        quoted=line.title,
        **page_of(card, _("Call off a meeting")),
    )


def _run(request: HttpRequest, meeting: int) -> tuple[MeetingLine, GroupCard]:
    """The meeting with its group, for those who run that. Raises NotThere to everybody else."""
    actor = actor_of(request)
    line = meeting_in_scope(actor, meeting)
    card = group_card(actor, line.group)
    if not may_run(actor, card):
        raise NotThere
    return line, card


@in_office
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """One meeting: what is planned, or its minutes and what became of its decisions."""
    actor = actor_of(request)
    line = meeting_in_scope(actor, meeting)
    decisions = [
        (
            one,
            DUTY_MARKS[DutyState(one.duty_state)] if one.duty_state else "",
            DUTY_WORDS[DutyState(one.duty_state)] if one.duty_state else "",
            int(one.became.rpartition(":")[2]) if one.became.startswith("projects/commitment:") else None,
        )
        for one in line.decisions
    ]
    crumbs = [
        (pgettext("of coordination", "Groups"), reverse("office:groups")),
        (line.group_name, reverse("office:group", args=[line.group])),
        (line.title, ""),
    ]
    mine = next((seat for seat in line.seats if seat.person == actor.person), None)
    context = framed(
        request,
        line=line,
        state=_(MEETING_LABELS[line.state]),
        mark=MARKS[line.state],
        decisions=decisions,
        seats=[(seat, _(ATTENDANCE_LABELS[seat.attendance])) for seat in line.seats],
        seen_count=sum(seat.seen_at is not None for seat in line.seats),
        may_run=may_run(actor, group_card(actor, line.group)),
        receipt=mine is not None and mine.seen_at is None and line.state is MeetingState.HELD,
        earlier=earlier_minutes(actor, meeting) if line.version > 1 else [],
        crumbs=crumbs,
    )
    return render(request, "office/meeting.html", context)


@in_office
def ics(request: HttpRequest, meeting: int) -> HttpResponse:
    """The meeting for one's own calendar."""
    return meeting_file(meeting_in_scope(actor_of(request), meeting))
