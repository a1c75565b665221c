from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.islands.actions._stations import lock_station
from lianjian.apps.islands.events import FaultSettled
from lianjian.apps.islands.models import StationFault
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_fault(*, by: Actor, fault: int, because: str) -> StationFault:
    """Somebody looked at what the hub found, and says why it is no longer one. The evidence stays. Twice is once."""
    row = StationFault.objects.by(by).select_related("station").filter(pk=fault).first()
    if row is None:
        raise NotThere
    lock_station(by, row.station.number)
    if row.settled_at is not None:
        return row
    row.settled_because = clean_line(because, field="because", longest=300)
    row.settled_at, row.settled_by_id = timezone.now(), by.person
    row.save()
    tell(FaultSettled(station=row.station.number, fault=row.pk), by=by)
    return row
