from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.exchange.actions._needing import begin, check_owner, finish
from lianjian.apps.exchange.rules.needs import NeedMove

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.exchange.models import Need
    from lianjian.foundation.actor import Actor


@transaction.atomic
def hand_over_need(
    *,
    by: Actor,
    need: int,
    owner: int,
    reason: str,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Need:
    """Let another person of the organisation look after an open need, with the reason. To whom it has is no handing
    over."""
    moving = begin(by, need, NeedMove.HAND_OVER, client_key=client_key, now=now)
    row, step = moving.row, moving.step
    if moving.sent or row.owner_id == owner:
        return row
    check_owner(owner, row.organisation_id, moving.day)
    step.text = clean_line(reason, field="reason", longest=300)
    step.before_id, step.after_id = row.owner_id, owner
    row.owner_id = owner
    return finish(by, moving)
