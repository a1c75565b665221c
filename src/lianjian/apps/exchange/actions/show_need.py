from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.exchange.actions._needing import begin, finish
from lianjian.apps.exchange.rules.needs import NeedMove

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.exchange.models import Need
    from lianjian.foundation.actor import Actor


@transaction.atomic
def show_need(*, by: Actor, need: int, public: bool, now: datetime | None = None) -> Need:
    """Show a need to everybody, or (``public`` False) only to the network again. Those who speak for the organisation may;
    twice is once."""
    moving = begin(by, need, NeedMove.SHOW if public else NeedMove.HIDE, now=now)
    if moving.row.public == public:
        return moving.row
    moving.row.public = public
    return finish(by, moving)
