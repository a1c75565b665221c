from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.exchange.actions._needing import begin, finish
from lianjian.apps.exchange.rules.needs import NeedMove

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.exchange.models import Need
    from lianjian.foundation.actor import Actor


@transaction.atomic
def reopen_need(
    *, by: Actor, need: int, reason: str, client_key: str | None = None, now: datetime | None = None
) -> Need:
    """Say that a need that was met or given up is open again, and why."""
    moving = begin(by, need, NeedMove.REOPEN, client_key=client_key, now=now)
    if moving.sent:
        return moving.row
    moving.step.text = clean(reason, field="reason", longest=500)
    return finish(by, moving)
