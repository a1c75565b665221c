"""What recurs in spread; the worker calls these (``wiring.JOBS``)."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.spread.actions.destroy_old_salts import destroy_old_salts
from lianjian.apps.spread.actions.roll_up import roll_up
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date


def count_new_events() -> None:
    """Roll up what was read and forwarded since the last time."""
    roll_up(by=Actor.system("spread.counting"))


def forget_visitors() -> None:
    """Destroy the salts of days that are over: from then on no visitor hash leads anywhere."""
    destroy_old_salts(by=Actor.system("spread.counting"), today=civil_date(timezone.now()))
