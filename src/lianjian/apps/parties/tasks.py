"""What recurs among parties, for the worker that leads."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.parties.actions.forget_tables import forget_tables
from lianjian.foundation.actor import Actor


def forget_old_tables() -> None:
    """Delete what was sent to be looked at more than a day ago."""
    forget_tables(by=Actor.system("parties.tables"), now=timezone.now())
