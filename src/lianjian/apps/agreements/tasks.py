"""What recurs in agreements, for the worker that leads."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.agreements.actions.forget_unverified import forget_unverified
from lianjian.foundation.actor import Actor


def forget_unverified_answers() -> None:
    """Delete the answers to calls whose code never came back."""
    forget_unverified(by=Actor.system("agreements.answers"), now=timezone.now())
