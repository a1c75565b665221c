from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.islands.actions._stations import lock_station
from lianjian.apps.islands.events import StationFound
from lianjian.apps.islands.models import Loss
from lianjian.apps.islands.rules.stations import ReplyState, check_in_service
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Station
    from lianjian.foundation.actor import Actor


@transaction.atomic
def find_station(*, by: Actor, station: str) -> Station:
    """The same box, unopened, is there again: it goes on where it stopped. Whoever doubts that nobody had it open replaces
    its keys instead. Twice is once."""
    row = lock_station(by, station)
    check_in_service(lost=False, retired=row.retired_at is not None)
    if row.lost_at is None:
        return row
    row.lost_at, row.reply_state, row.reply_contents = None, ReplyState.DUE, ""  # its file is gone: told anew
    row.save(update_fields=["lost_at", "reply_state", "reply_contents"])
    Loss.objects.across_organisations("the station is there again").filter(station=row, seen_at=None).delete()
    tell(StationFound(station=row.number), by=by)
    return row
