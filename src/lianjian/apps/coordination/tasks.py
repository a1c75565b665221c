"""What recurs in coordination, for the worker that leads."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from lianjian.apps.coordination.actions.forget_guests import forget_guests
from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date


def make_due_duties() -> None:
    """Turn the agreed rhythms into dated duties; safe to run at any time and as often as one likes."""
    system = Actor.system("coordination.duties")
    while make_duties(by=system, today=civil_date(timezone.now())):
        pass


def forget_old_guests() -> None:
    """Delete the names of guests without an account when their time is over; the numbers stay."""
    system = Actor.system("coordination.guests")
    while forget_guests(by=system, now=timezone.now(), days=settings.LIANJIAN_GUEST_NAMES_DAYS):
        pass
