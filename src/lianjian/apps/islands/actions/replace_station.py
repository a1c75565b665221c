from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._stations import lock_station, tell_of_loss
from lianjian.apps.islands.actions.enrol_station import enrol_station
from lianjian.apps.islands.events import StationReplaced
from lianjian.apps.islands.queries import refusing
from lianjian.apps.islands.rules.stations import ReplyState, check_in_service
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian_feed.cards import Card

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Station
    from lianjian.foundation.actor import Actor


@transaction.atomic
def replace_station(*, by: Actor, station: str, card: bytes) -> Station:
    """Another box takes the place of this one; returns the station that is in service now.

    With the keys of the recovery sheet it says that it is the same: it stays enrolled, its log and its parcels begin anew.
    With new keys the old station is retired, and requests that came from it can be answered through it no more.
    """
    row = lock_station(by, station)
    check_in_service(lost=False, retired=row.retired_at is not None)
    with refusing("card"):
        said = Card.parse(card)
    if said.station == row.number:
        row.lost_at, row.run, row.last_parcel = None, row.run + 1, 0
        row.log_size, row.log_peaks, row.checkpoint = 0, [], ""
        row.recipient, row.reply_state, row.reply_contents = said.recipient, ReplyState.DUE, ""
        row.save()
        tell(StationReplaced(station=row.number, by_station=row.number, run=row.run), by=by)
        return row
    fresh = enrol_station(by=by, card=card, village=row.village_id)
    now = timezone.now()
    if row.lost_at is None:
        tell_of_loss(row, civil_date(now))
    row.retired_at, row.replaced_by, row.reply, row.reply_state = now, fresh, None, ReplyState.DUE
    row.save()
    tell(StationReplaced(station=row.number, by_station=fresh.number, run=fresh.run), by=by)
    return fresh
