from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.events import NumbersTold
from lianjian.apps.matrix.models import NumbersAsked, OutletNumbers, RemoteRef
from lianjian.apps.matrix.rules.numbers import next_asking
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.matrix.rules.numbers import Counted
    from lianjian.foundation.actor import Actor

_WHY = "the system asks for the numbers of all outlets"


@transaction.atomic
def record_numbers(
    *, by: Actor, outlet: int, day: date, ref: str, counted: Counted | None, code: str = "", now: datetime
) -> int:
    """Keep what an outlet counted of the items of ``day``, found by the value of their ``ref``; what is told twice is written
    once, the later telling counts. ``counted`` is None where it told nothing, ``code`` why. Returns how many numbers are kept.
    Only the system."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system asks outlets for numbers."))
    late = counted is None or counted.late
    NumbersAsked.objects.across_organisations(_WHY).update_or_create(
        outlet_id=outlet,
        day=day,
        defaults={
            "asked_at": now,
            "next_at": next_asking(now, late=late),
            "late": counted is not None and counted.late,
            "code": code[:40],
        },
    )
    rows = counted.rows if counted is not None else ()
    refs = RemoteRef.objects.across_organisations(_WHY).filter(
        name=ref, value__in={row.key for row in rows if row.key}, delivery__outlet=outlet
    )
    deliveries = dict(refs.values_list("value", "delivery"))
    kept = 0
    for row in rows:
        delivery = deliveries.get(row.key)
        if delivery is None:
            continue
        OutletNumbers.objects.across_organisations(_WHY).update_or_create(
            delivery_id=delivery,
            until=row.until,
            defaults={
                "readers": row.readers,
                "sharers": row.sharers,
                "likes": row.likes,
                "comments": row.comments,
                "asked_at": now,
            },
        )
        kept += 1
    if kept:
        tell(
            NumbersTold(outlet=outlet, day=day.isoformat(), deliveries=sorted(set(deliveries.values()))),
            by=by,
        )
    return kept
