from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.rules.states import OUT_THERE, State

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def confirm_withdrawal(*, by: Actor, delivery: int) -> Delivery:
    """Say that the story is gone at the outlet: a person looked. Twice is once. tell() stands in move()."""
    row = delivery_for(by, delivery)
    if row.state == State.WITHDRAWN:
        return row
    require_state(row, (State.WITHDRAWAL_NEEDED, State.PUBLISHED, State.UNKNOWN))
    row.next_at, row.evidence = None, "person"
    move(row, State.WITHDRAWN, by=by)
    Delivery.objects.by(by).filter(
        story=row.story, outlet=row.outlet_id, pk__lt=row.pk, state__in=OUT_THERE, lease_until=None
    ).update(state=State.WITHDRAWN, next_at=None, moved_at=timezone.now())
    return row
