"""Housekeeping of the measuring: like ``record_events`` it tells no domain event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.spread.models import DailySalt

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def destroy_old_salts(*, by: Actor, today: date) -> int:  # noqa: ARG001 - housekeeping, nobody asked
    """Destroy the salts of days that are over, also where no visitor came today. Returns how many there
    were."""
    count, _ = DailySalt.objects.filter(day__lt=today).delete()
    return count
