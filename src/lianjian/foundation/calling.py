"""Running the listeners that hear an event later: at least once, oldest first, each in its own transaction."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.foundation.actor import Actor
from lianjian.foundation.events import revive
from lianjian.foundation.models import PendingCall

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)
LONGEST_WAIT = timedelta(hours=1)


def back_off(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: 2, 4, 8 … seconds, at most an hour."""
    return min(timedelta(seconds=2 ** min(attempts, 12)), LONGEST_WAIT)


def call_next(now: datetime | None = None) -> bool:
    """Run the oldest call that is due. False where none is. A failure is kept with its reason and tried again."""
    moment = now or timezone.now()
    with transaction.atomic():
        rows = (
            PendingCall.objects.filter(next_at__lte=moment).select_related("record").order_by("next_at", "id")
        )
        pending = rows.select_for_update(
            of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
        ).first()
        if pending is None:
            return False
        try:
            with transaction.atomic():
                listener: Callable[..., None] = import_string(pending.listener)
                event = revive(pending.record.name, pending.record.payload)
                listener(event, Actor.system(f"event:{pending.record_id}"))
        except Exception as failure:
            pending.attempts += 1
            pending.last_error = f"{type(failure).__name__}: {failure}"[:2000]
            pending.next_at = moment + back_off(pending.attempts)
            pending.save(update_fields=["attempts", "last_error", "next_at"])
            logger.warning("%s failed on event %s", pending.listener, pending.record_id, exc_info=True)
        else:
            pending.delete()
    return True


def call_all_due(now: datetime | None = None) -> int:
    """Run every call that is due; returns how many ran."""
    count = 0
    while call_next(now):
        count += 1
    return count
