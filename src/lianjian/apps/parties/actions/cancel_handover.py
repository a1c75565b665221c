from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import lock_handover
from lianjian.apps.parties.events import HandoverCancelled
from lianjian.apps.parties.rules.handovers import HandoverState
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.texts import clean

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.models import Handover
    from lianjian.foundation.actor import Actor


@transaction.atomic
def cancel_handover(*, by: Actor, handover: int, reason: str, now: datetime | None = None) -> Handover:
    """Call a handover off, with the reason: somebody else comes, or the one who leaves stays. What has gone over already
    stays where it is; everything else is as if nobody had begun."""
    hand = lock_handover(by, handover)
    hand.allow(outgoing=True, successor=True, steward=True)
    row = hand.row
    row.state = HandoverState.CANCELLED
    row.ended_at = moment_of(by, now, wall=timezone.now())
    row.remark = clean(reason, field="reason", longest=2000)
    row.save(update_fields=["state", "ended_at", "remark"])
    tell(HandoverCancelled(handover=row.pk, organisation=row.organisation_id), by=by)
    return row
