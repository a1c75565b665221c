from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.events import EntryForgotten
from lianjian.apps.projects.models import Obstacle
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def forget_log_entry(*, by: Actor, entry: int, today: date) -> int:
    """A log entry was taken back: the obstacle that was raised with its words loses them, and one that nobody has
    removed yet is closed, for there is nothing left to remove. Returns how many obstacles that were.

    Reports about commitments keep no copy of an entry; they show the entry itself, or that it was taken back.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the writer can take an entry back."))
    rows = Obstacle.objects.across_organisations("the system follows its own log").select_for_update()
    raised = list(rows.filter(log_entry=entry).exclude(text=""))
    for obstacle in raised:
        obstacle.text = ""
        obstacle.removed_on = obstacle.removed_on or today
        obstacle.save(update_fields=["text", "removed_on"])
    if raised:
        tell(EntryForgotten(entry=entry, obstacles=[obstacle.pk for obstacle in raised]), by=by)
    return len(raised)
