"""A station for those who keep it, and what its loss leaves behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count

from lianjian.apps.islands.models import HelpRequest, Loss, Station
from lianjian.apps.islands.queries import decides_for
from lianjian.apps.islands.rules.requests import OPEN
from lianjian.apps.islands.rules.stations import judge_keeper
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


def lock_station(by: Actor, number: str) -> Station:
    """The station, locked, for somebody who keeps it. Raises NotThere and NotAllowed."""
    row = Station.objects.by(by).select_for_update(of=("self",)).filter(number=number).first()
    if row is None:
        raise NotThere
    judge_keeper(decides=decides_for(by, row.village_id))
    return row


def tell_of_loss(station: Station, day: date) -> int:
    """Write down for each inbox how many requests of the lost station are open in it; returns how many in all."""
    rows = HelpRequest.objects.across_organisations("those to whom they are addressed are told")
    rows = rows.filter(station=station, state__in=OPEN).order_by()
    found = dict(rows.values("inbox").annotate(number=Count("pk")).values_list("inbox", "number"))
    Loss.objects.bulk_create(
        Loss(station=station, inbox_id=inbox, lost_on=day, requests=number)
        for inbox, number in sorted(found.items())
    )
    return sum(found.values())
