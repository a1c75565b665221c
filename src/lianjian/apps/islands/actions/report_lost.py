from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._stations import lock_station, tell_of_loss
from lianjian.apps.islands.events import StationReportedLost
from lianjian.apps.islands.rules.stations import ReplyState, check_in_service
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Station
    from lianjian.foundation.actor import Actor


@transaction.atomic
def report_lost(*, by: Actor, station: str) -> Station:
    """A box or its disk is gone: from now on its parcels are refused and nothing more is sealed to it. Those who have
    requests of its villagers in hand are told which; their keys need no change, for the box never held them. Twice is once."""
    row = lock_station(by, station)
    if row.lost_at is not None:
        return row
    check_in_service(lost=False, retired=row.retired_at is not None)
    now = timezone.now()
    row.lost_at, row.reply, row.reply_state = now, None, ReplyState.DUE
    row.save(update_fields=["lost_at", "reply", "reply_state"])
    concerned = tell_of_loss(row, civil_date(now))
    tell(StationReportedLost(station=row.number, village=row.village_id, requests=concerned), by=by)
    return row
