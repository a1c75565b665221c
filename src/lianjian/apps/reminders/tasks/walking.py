"""The day's walk, and the job that calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.reminders.actions.remind import remind
from lianjian.apps.reminders.actions.settle_gone import settle_gone
from lianjian.apps.reminders.rules.stages import Kind
from lianjian.apps.reminders.tasks.sending import send_due
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from datetime import datetime


AT_ONCE = 10_000
"""Things of one call of the job: the other jobs wait meanwhile. The bookmarks know where the next call goes on."""


def walk(now: datetime, *, most: int | None = None) -> int:
    """Walk over everything that is due, from where the walk of the day stopped; returns how many things were looked at.
    Safe to be killed anywhere and to be called as often as one likes. ``most`` ends it after about so many."""
    system, looked_at, settled = Actor.system("reminders.walk"), 0, 0
    for kind in Kind:
        while some := settle_gone(by=system, kind=kind, now=now):
            settled += some
            if most is not None and looked_at + settled >= most:
                return looked_at
        while some := remind(by=system, kind=kind, now=now):
            looked_at += some
            if most is not None and looked_at + settled >= most:
                return looked_at
    return looked_at


def remind_and_send() -> None:
    """Write down who is to be reminded, and send what may leave now."""
    walk(timezone.now(), most=AT_ONCE)
    send_due(timezone.now())
