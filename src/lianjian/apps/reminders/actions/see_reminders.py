from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.reminders.events import RemindersSeen
from lianjian.apps.reminders.models import Reminder
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Collection

    from lianjian.foundation.actor import Actor


@transaction.atomic
def see_reminders(*, by: Actor, reminders: Collection[int]) -> int:
    """Note that ``by`` has these reminders of theirs before their eyes; returns how many were new."""
    mine = Reminder.objects.by(by).filter(
        person=by.person, person__isnull=False, seen_at=None, pk__in=list(reminders)
    )
    count = (
        Reminder.objects.across_organisations("one's own, found in scope")
        .filter(pk__in=list(mine.order_by().values_list("pk", flat=True)))
        .update(seen_at=timezone.now())
    )
    if count:
        tell(RemindersSeen(count=count), by=by)
    return count
