from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff
from lianjian.apps.matrix.models import RemoteRef
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.states import State
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor


@transaction.atomic
def resolve_unknown(*, by: Actor, delivery: int, url: str = "") -> Delivery:
    """Say what a person found at the outlet: ``url`` where the story is public there; "" where it certainly
    is not, and it is queued again. Only a person can say so. tell() stands in move()."""
    if by.person is None and not by.network_wide:
        raise NotAllowed(gettext_noop("Only a person who has looked can say what is at the outlet."))
    if url.strip():
        return confirm_handoff(by=by, delivery=delivery, url=url)
    row = delivery_for(by, delivery)
    require_state(row, (State.UNKNOWN,))
    RemoteRef.objects.by(by).filter(delivery=row).exclude(name__contains=":").delete()
    row.attempts = row.checks = 0
    if row.outlet.state != "ready":
        row.next_at = None
        move(row, State.NEEDS_HUMAN, by=by, cause=row.outlet.cause or Cause.OUTLET_PAUSED)
        return row
    row.next_at = timezone.now()
    move(row, State.QUEUED, by=by)
    return row
