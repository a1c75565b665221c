"""What recurs in joint projects, for the worker that leads."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.projects.actions.forget_enquiries import forget_enquiries
from lianjian.foundation.actor import Actor


def forget_old_enquiries() -> None:
    """Delete the contacts of enquiries that ended long ago; safe to run at any time."""
    system = Actor.system("projects.enquiries")
    while forget_enquiries(by=system, now=timezone.now()):
        pass
