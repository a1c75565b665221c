from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.events import OutletChanged
from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.kinds import OutletState
from lianjian.apps.matrix.rules.people import require_keeper
from lianjian.apps.matrix.rules.states import State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def pause_outlet(*, by: Actor, outlet: str) -> Outlet:
    """Send nothing to an outlet until it is resumed; what waits becomes work for a person. Twice is once."""
    row = Outlet.objects.by(by).select_for_update(of=("self",)).filter(key=outlet).first()
    if row is None:
        raise NotThere
    require_keeper(by, row.owner_id)
    if row.state == OutletState.PAUSED:
        return row
    now = timezone.now()
    row.state, row.cause, row.state_since = OutletState.PAUSED, Cause.OUTLET_PAUSED, now
    row.save(update_fields=["state", "cause", "state_since"])
    Delivery.objects.by(by).filter(
        outlet=row, lease_until=None, state__in=[State.QUEUED, State.PARKED]
    ).update(state=State.NEEDS_HUMAN, next_at=None, cause=Cause.OUTLET_PAUSED, moved_at=now)
    tell(OutletChanged(outlet=row.pk, state=row.state, cause=row.cause), by=by)
    return row
