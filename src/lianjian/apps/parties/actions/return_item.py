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
def return_item(
    *, by: Actor, handover: int, item: str, reason: str, now: datetime | None = None
) -> HandoverItem:
    """The successor does not take a line (``app/key``) over, because… It stays with the one who leaves, who explains it,
    until it is taken over or given to somebody else."""
    hand = lock_handover(by, handover)
    hand.allow(successor=True)
    return decide(
        by,
        hand.row,
        item,
        ItemState.RETURNED,
        owner=None,
        remark=clean_line(reason, field="reason", longest=500),
        moment=moment_of(by, now, wall=timezone.now()),
    )
