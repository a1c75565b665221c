from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from lianjian.apps.spread.events import EventsRolledUp
from lianjian.apps.spread.models import DayCount, Event, Watermark
from lianjian.apps.spread.models.roll_up import while_rolling_up
from lianjian.apps.spread.rules.observing import Kind
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

MARK = "events"
FEW = 200
"""Up to this many touched stories of a day are named in the query; beyond it the whole day is counted."""


@transaction.atomic
def roll_up(*, by: Actor) -> int:
    """Bring the day counts up to the events recorded since the last time; returns how many those were.

    Every touched cell is counted anew from its events, so that running twice, late events and any order give
    the same counts. Tells nothing where nothing is new.
    """
    while_rolling_up()
    mark, _ = Watermark.objects.select_for_update().get_or_create(name=MARK)
    top = Event.objects.filter(pk__gt=mark.upto).aggregate(top=Max("pk"))["top"]
    if top is None:
        return 0
    fresh = Event.objects.filter(pk__gt=mark.upto, pk__lte=top)
    kinds: dict[str, int] = dict(fresh.values_list("kind").annotate(Count("pk")))
    touched: dict[date, set[int]] = {}
    for day, item in fresh.values_list("day", "item_id").distinct():
        touched.setdefault(day, set()).add(item)
    for day, items in touched.items():
        of_these = Q(item__in=items) if len(items) <= FEW else Q()
        _write(count_cells(Q(day=day, pk__lte=top) & of_these))
    mark.upto, mark.at = top, timezone.now()
    mark.save(update_fields=["upto", "at"])
    reads, forwards = kinds.get(Kind.READ, 0), kinds.get(Kind.FORWARD, 0)
    tell(EventsRolledUp(upto=top, reads=reads, forwards=forwards), by=by)
    return reads + forwards


def count_cells(condition: Q) -> list[DayCount]:
    """The cells as the events give them, not yet stored."""
    rows = (
        Event.objects.filter(condition)
        .order_by()
        .values_list("day", "item_id", "outlet", "kind")
        .annotate(events=Count("pk"), visitors=Count("visitor", distinct=True, filter=~Q(visitor="")))
    )
    return [
        DayCount(day=day, item_id=item, outlet=outlet, kind=kind, events=events, visitors=visitors)
        for day, item, outlet, kind, events, visitors in rows
    ]


def _write(cells: list[DayCount]) -> None:
    DayCount.objects.bulk_create(
        cells,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["day", "item", "outlet", "kind"],
        update_fields=["events", "visitors"],
    )
