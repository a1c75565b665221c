from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.events import TablesForgotten
from lianjian.apps.parties.models import Table
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def forget_tables(*, by: Actor, now: datetime, table: int | None = None) -> int:
    """Delete the tables that were sent more than a day before ``now``, or the one named; returns how many."""
    rows = Table.objects.by(by)
    rows = rows.filter(pk=table) if table is not None else rows.filter(received_at__lt=now - KEPT_FOR)
    keys = sorted(rows.order_by().values_list("pk", flat=True))
    if keys:
        rows.filter(pk__in=keys).delete()
        tell(TablesForgotten(tables=keys), by=by)
    return len(keys)
