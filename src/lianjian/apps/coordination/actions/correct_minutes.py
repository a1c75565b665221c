from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.events import MinutesCorrected
from lianjian.apps.coordination.models import Meeting, MinutesText, Seat
from lianjian.apps.coordination.rules.meetings import check_held
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def correct_minutes(*, by: Actor, meeting: int, minutes: str, version: int) -> Meeting:
    """Write other words for the minutes; the earlier ones stay readable, and nobody has seen the new ones yet.

    ``version`` is that of the words the writer had before their eyes: what somebody else wrote meanwhile is not
    written over. The same words change nothing.
    """
    row = Meeting.objects.by(by).filter(pk=meeting).first()
    if row is None:
        raise NotThere
    lock_group(by, row.group_id)
    row = Meeting.objects.across_organisations("the group in hand is locked").get(pk=row.pk)
    check_held(row.state)
    words = clean(minutes, field="minutes", needed=False)
    if words == row.minutes:
        return row
    if version != row.version:
        raise Refused(
            gettext_noop("Somebody has corrected these minutes meanwhile."),
            cure=gettext_noop("Open them again and put your words into the newest ones."),
            field="minutes",
        )
    MinutesText.objects.create(
        meeting=row, version=row.version, text=row.minutes, until=timezone.now(), corrected_by_id=by.person
    )
    row.minutes, row.version = words, row.version + 1
    row.save(update_fields=["minutes", "version"])
    Seat.objects.across_organisations("below the meeting in hand").filter(meeting=row).update(seen_at=None)
    tell(MinutesCorrected(meeting=row.pk, group=row.group_id, version=row.version), by=by)
    return row
