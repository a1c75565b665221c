from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._standing import delivery_for, move, require_state
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor

REFUSABLE = (State.NEEDS_HUMAN, State.PLANNED, State.ACCEPTED, State.UNKNOWN)


@transaction.atomic
def mark_refused(*, by: Actor, delivery: int, reason: str) -> Delivery:
    """Say that the outlet did not take the story, and why, in words for colleagues. tell() stands in
    move()."""
    row = delivery_for(by, delivery)
    if not reason.strip():
        raise Refused(
            gettext_noop("The reason is missing."),
            cure=gettext_noop("Write what the outlet said, in a sentence."),
            field="reason",
        )
    if row.deed == Deed.WITHDRAW:
        raise Refused(gettext_noop("This story was withdrawn; it must not be published any more."))
    require_state(row, REFUSABLE)
    row.next_at = None
    move(row, State.REFUSED, by=by, cause=Cause.SAID_BY_PERSON, detail=reason.strip())
    return row
