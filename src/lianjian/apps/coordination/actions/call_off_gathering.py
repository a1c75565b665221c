from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GatheringCalledOff
from lianjian.apps.coordination.rules.gatherings import GatheringState, check_becomes
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def call_off_gathering(*, by: Actor, gathering: int, reason: str) -> Gathering:
    """Call it off, with the reason that those invited read."""
    row = lock_gathering(by, gathering)
    if row.state == GatheringState.CALLED_OFF:
        return row
    check_becomes(row.state, GatheringState.CALLED_OFF)
    announced = row.state == GatheringState.ANNOUNCED
    row.reason = clean_line(reason, field="reason", longest=300)
    row.state = GatheringState.CALLED_OFF
    row.save(update_fields=["state", "reason"])
    tell(GatheringCalledOff(gathering=row.pk, announced=announced), by=by)
    return row
