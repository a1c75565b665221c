from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.events import MeetingCalledOff
from lianjian.apps.coordination.models import Meeting
from lianjian.apps.coordination.rules.meetings import MeetingState, check_planned
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def call_off_meeting(*, by: Actor, meeting: int, reason: str) -> Meeting:
    """Say that a planned meeting does not take place, and why. It stays readable, and stays in calendars as cancelled."""
    row = Meeting.objects.by(by).filter(pk=meeting).first()
    if row is None:
        raise NotThere
    lock_group(by, row.group_id)
    if row.state == MeetingState.CANCELLED:
        return row
    check_planned(row.state)
    row.state = MeetingState.CANCELLED
    row.note = clean(reason, field="reason", longest=2000)
    row.save(update_fields=["state", "note"])
    tell(MeetingCalledOff(meeting=row.pk, group=row.group_id), by=by)
    return row
