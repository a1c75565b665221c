"""The floor's own recurring jobs."""

from __future__ import annotations

from django.core.management import call_command

from lianjian.foundation.calling import call_all_due
from lianjian.foundation.sealing import seal_waiting


def call_listeners() -> None:
    """Let the listeners hear what they are to hear later."""
    call_all_due()


def seal_deeds() -> None:
    """Chain the deeds recorded since the last time."""
    while seal_waiting():
        pass


def forget_sessions() -> None:
    """Delete sessions that are over."""
    call_command("clearsessions")
