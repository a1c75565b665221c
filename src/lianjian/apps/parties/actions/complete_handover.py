from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import lock_handover
from lianjian.apps.parties.events import HandoverCompleted
from lianjian.apps.parties.models import HandoverItem
from lianjian.apps.parties.queries.handovers import live_things
from lianjian.apps.parties.rules.handovers import HandoverState, check_complete
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.texts import clean

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.models import Handover
    from lianjian.foundation.actor import Actor


@transaction.atomic
def complete_handover(*, by: Actor, handover: int, remark: str = "", now: datetime | None = None) -> Handover:
    """Say that everything is handed over: possible where every line of the list, read again now, was taken over or given
    to somebody else. What is named to the one who left after that follows the successor."""
    hand = lock_handover(by, handover)
    hand.allow(outgoing=True, successor=True, steward=True)
    row = hand.row
    row.ended_at = moment_of(by, now, wall=timezone.now())
    lines = list(
        HandoverItem.objects.across_organisations("below the handover in hand")
        .select_for_update()
        .filter(handover=row)
    )
    states = {f"{line.source_app}/{line.source_key}": line.state for line in lines}
    check_complete(live_things(row, civil_date(row.ended_at)), states)
    row.state = HandoverState.COMPLETED
    row.remark = clean(remark, field="remark", longest=2000, needed=False)
    row.save(update_fields=["state", "ended_at", "remark"])
    told = HandoverCompleted(
        handover=row.pk,
        organisation=row.organisation_id,
        outgoing=row.outgoing_id,
        successor=row.successor_id,
        items=len(lines),
    )
    tell(told, by=by)
    return row
