"""What the register does by itself."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.parties.actions.forget_tables import forget_tables
from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.foundation.actor import Actor


def pass_on_first_days() -> None:
    """What was taken over before somebody's first day goes over on it."""
    pass_items_on(by=Actor.system("handovers"))


def forget_old_tables() -> None:
    """Delete what was sent to be looked at more than a day ago."""
    forget_tables(by=Actor.system("parties.tables"), now=timezone.now())
