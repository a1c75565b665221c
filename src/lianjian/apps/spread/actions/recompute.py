from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from lianjian.apps.spread.actions.roll_up import MARK, count_cells
from lianjian.apps.spread.events import CountsRecomputed
from lianjian.apps.spread.models import DayCount, Event, Watermark
from lianjian.apps.spread.models.roll_up import while_rolling_up
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Comparison:
    """Cells the events give, and how many of the stored ones did not equal them (missing and surplus
    included). ``waiting``: events that had not been rolled up yet, whose days are left out of the
    comparison."""

    cells: int
    differing: int
    waiting: int


@transaction.atomic
def recompute(*, by: Actor) -> Comparison:
    """Make the whole roll-up anew from the events and say where it had been wrong. Cells of stories with
    events still waiting for the roll-up are not counted as wrong."""
    while_rolling_up()
    mark, _ = Watermark.objects.select_for_update().get_or_create(name=MARK)
    behind = Event.objects.filter(pk__gt=mark.upto)
    waiting, unsettled = behind.count(), set(behind.values_list("day", "item_id").distinct())
    stored = {_cell(row): (row.events, row.visitors) for row in DayCount.objects.all().iterator()}
    fresh = count_cells(Q())
    wanted = {_cell(row): (row.events, row.visitors) for row in fresh}
    differing = sum(
        stored.get(cell) != wanted.get(cell)
        for cell in stored.keys() | wanted.keys()
        if cell[:2] not in unsettled
    )
    DayCount.objects.all().delete()
    DayCount.objects.bulk_create(fresh, batch_size=2000)
    mark.upto = Event.objects.aggregate(top=Max("pk"))["top"] or 0
    mark.at = timezone.now()
    mark.save(update_fields=["upto", "at"])
    tell(CountsRecomputed(cells=len(wanted), differing=differing), by=by)
    return Comparison(cells=len(wanted), differing=differing, waiting=waiting)


def _cell(row: DayCount) -> tuple[object, int, str, str]:
    return (row.day, row.item_id, row.outlet, row.kind)
