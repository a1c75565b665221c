from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import decide, lock_handover
from lianjian.apps.parties.rules.handovers import ItemState
from lianjian.foundation.dating import moment_of
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.models import HandoverItem
    from lianjian.foundation.actor import Actor


@transaction.atomic
def accept_item(
    *, by: Actor, handover: int, item: str, remark: str = "", now: datetime | None = None
) -> HandoverItem:
    """The successor takes a line of the list over (``item`` is ``app/key``). It goes over at once where they hold a mandate
    already, else on their first day."""
    hand = lock_handover(by, handover)
    hand.allow(successor=True)
    return decide(
        by,
        hand.row,
        item,
        ItemState.ACCEPTED,
        owner=hand.row.successor_id,
        remark=clean_line(remark, field="remark", longest=500, needed=False),
        moment=moment_of(by, now, wall=timezone.now()),
    )
