from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.events import HubTold
from lianjian.apps.matrix.models import HubPing
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

TRIES = 12
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=2)


@transaction.atomic
def record_ping(*, by: Actor, ping: int, changed_at: datetime, why: str, now: datetime) -> HubPing | None:
    """Write down what telling the hub of a change came to: ``why`` is "" where it took it. A change that came meanwhile
    (``changed_at`` is not the newest any more) stays to be told. None where the row is gone."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system tells the hub."))
    rows = HubPing.objects.across_organisations("the system tells the hub of all feeds")
    row = rows.select_for_update(of=("self",)).filter(pk=ping).first()
    if row is None:
        return None
    row.detail = why[:100]
    if why:
        row.tries += 1
        pause = min(FIRST * 2 ** (row.tries - 1), LONGEST)
        row.next_at = now + pause if row.tries < TRIES else None
    else:
        row.told_at, row.tries = now, 0
        row.next_at = None if row.changed_at <= changed_at else now
    row.save()
    if row.next_at is None:
        tell(HubTold(outlet=row.outlet_id, taken=not why), by=by)
    return row
