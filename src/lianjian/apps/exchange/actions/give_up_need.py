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
def give_up_need(
    *, by: Actor, need: int, reason: str, client_key: str | None = None, now: datetime | None = None
) -> Need:
    """Say that nobody will try to meet a need any more, and why. Nobody outside the network sees it from then on."""
    moving = begin(by, need, NeedMove.GIVE_UP, client_key=client_key, now=now)
    if moving.sent:
        return moving.row
    moving.step.text = clean(reason, field="reason", longest=500)
    moving.row.public = False
    return finish(by, moving)
