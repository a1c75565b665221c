from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.coordination.actions._running import lock_group, parties_of
from lianjian.apps.coordination.actions._seats import check_people, set_seats
from lianjian.apps.coordination.events import MeetingRecorded
from lianjian.apps.coordination.models import Decision, Duty, Meeting, Seat
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.meetings import (
    MOST_DECISIONS,
    MeetingState,
    attendance_of,
    check_planned,
)
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.coordination.rules.meetings import DecisionDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_meeting(
    *,
    by: Actor,
    group: int,
    title: str,
    held_at: datetime,
    place: str = "",
    minutes: str = "",
    attendees: Sequence[int] = (),
    excused: Sequence[int] = (),
    absent: Sequence[int] = (),
    decisions: Sequence[DecisionDraft] = (),
    meeting: int | None = None,
    client_key: str | None = None,
) -> Meeting:
    """Keep the minutes of a meeting that was held, of the planned ``meeting`` where one is named. Decisions with an
    organisation and a day become duties at once.

    ``attendees``, ``excused`` and ``absent`` are keys of people who hold a mandate in a party of the group on that day;
    who was invited and stands in none of them stays unknown. The same ``client_key`` in the same group again is the same
    meeting.
    """
    row = lock_group(by, group)
    rows = Meeting.objects.across_organisations("below the group in hand").filter(group=row)
    planned = rows.filter(pk=meeting).first() if meeting is not None else None
    if meeting is not None and planned is None:
        raise NotThere
    if (
        client_key
        and (there := rows.filter(client_key=client_key, state=MeetingState.HELD).first()) is not None
    ):
        return there
    if planned is not None:
        check_planned(planned.state)
    if held_at.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="held_at")
    if held_at > timezone.now():
        raise Refused(
            gettext_noop("This meeting is still to come."),
            cure=gettext_noop("Write its minutes when it has been held."),
            field="held_at",
        )
    parties = parties_of(row)
    check_people(row, [*attendees, *excused, *absent], civil_date(held_at), field="attendees")
    if len(decisions) > MOST_DECISIONS:
        raise Refused(gettext_noop("So many decisions do not fit."), field="decisions")
    for decision in decisions:
        decision.check(parties)
    held = planned or Meeting(group=row, client_key=client_key or None)
    held.title = clean_line(title, field="title")
    held.state, held.held_at, held.entered_by_id = MeetingState.HELD, held_at, by.person
    held.place = clean_line(place, field="place", needed=False)
    held.minutes = clean(minutes, field="minutes", needed=False)
    held.save()
    seats = Seat.objects.across_organisations("below the meeting in hand").filter(meeting=held)
    set_seats(held, attendance_of([seat.person_id for seat in seats], attendees, excused, absent))
    held.attendees.set(sorted(set(attendees)))
    duties = [_write(held, place, decision) for place, decision in enumerate(decisions, start=1)]
    told = MeetingRecorded(meeting=held.pk, group=row.pk, duties=[d.pk for d in duties if d is not None])
    tell(told, by=by)
    return held


def _write(meeting: Meeting, position: int, decision: DecisionDraft) -> Duty | None:
    text = clean_line(decision.text, field="decisions", longest=500)
    duty = None
    if decision.organisation is not None and decision.due_on is not None:
        duty = Duty.objects.create(
            organisation_id=decision.organisation,
            person_id=decision.person,
            what=text[:200],
            due_on=decision.due_on,
            state=DutyState.OPEN,
            source_app="coordination",
            source_key=f"meeting:{meeting.pk}",
        )
    Decision.objects.create(
        meeting=meeting,
        position=position,
        text=text,
        organisation_id=decision.organisation,
        due_on=decision.due_on,
        duty=duty,
    )
    return duty
