from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.events import MinutesSeen
from lianjian.apps.coordination.models import Meeting, Seat
from lianjian.apps.coordination.rules.meetings import check_held
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def see_minutes(*, by: Actor, meeting: int) -> bool:
    """Give the receipt for the minutes: whoever has a seat in the meeting has read them. False where there is nothing to
    say: no seat, or said before."""
    row = Meeting.objects.by(by).filter(pk=meeting).first()
    if row is None:
        raise NotThere
    check_held(row.state)
    mine = Seat.objects.by(by).filter(meeting=row, person=by.person, person__isnull=False, seen_at=None)
    if not mine.update(seen_at=timezone.now()):
        return False
    tell(MinutesSeen(meeting=row.pk, group=row.group_id), by=by)
    return True
