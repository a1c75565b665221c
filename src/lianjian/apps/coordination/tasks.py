"""What recurs in coordination, for the worker that leads."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.coordination.actions.make_duties import make_duties
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date


def make_due_duties() -> None:
    """Turn the agreed rhythms into dated duties; safe to run at any time and as often as one likes."""
    system = Actor.system("coordination.duties")
    while make_duties(by=system, today=civil_date(timezone.now())):
        pass
