from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.coordination.actions._running import lock_group, parties_of
from lianjian.apps.coordination.events import MeetingRecorded
from lianjian.apps.coordination.models import Decision, Duty, Meeting
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

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
    decisions: Sequence[DecisionDraft] = (),
    client_key: str | None = None,
) -> Meeting:
    """Keep the minutes of a meeting that was held. Decisions with an organisation and a day become duties
    at once.

    ``attendees`` are keys of people who hold a mandate in a party of the group on that day. The same
    ``client_key`` in the same group again is the same meeting.
    """
    row = lock_group(by, group)
    if client_key:
        there = (
            Meeting.objects.across_organisations("below the group in hand")
            .filter(group=row, client_key=client_key)
            .first()
        )
        if there is not None:
            return there
    if held_at.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="held_at")
    if held_at > timezone.now():
        raise Refused(
            gettext_noop("This meeting is still to come."),
            cure=gettext_noop("Write its minutes when it has been held."),
            field="held_at",
        )
    parties = parties_of(row)
    present = {person for party in parties for person in holders(party, list(Role), civil_date(held_at))}
    if set(attendees) - present:
        raise Refused(
            gettext_noop("Somebody among those present holds no mandate in a party of the group."),
            field="attendees",
        )
    for decision in decisions:
        decision.check(parties)
    meeting = Meeting.objects.create(
        group=row,
        title=clean_line(title, field="title"),
        held_at=held_at,
        place=clean_line(place, field="place", needed=False),
        minutes=clean(minutes, field="minutes", needed=False),
        entered_by_id=by.person,
        client_key=client_key or None,
    )
    meeting.attendees.set(sorted(set(attendees)))
    duties = [_write(meeting, place, decision) for place, decision in enumerate(decisions, start=1)]
    told = MeetingRecorded(meeting=meeting.pk, group=row.pk, duties=[d.pk for d in duties if d is not None])
    tell(told, by=by)
    return meeting


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
