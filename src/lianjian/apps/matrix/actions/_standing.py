"""What actions on one delivery share: fetching it for a person, and writing what a person decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.matrix.events import DeliveryMoved
from lianjian.apps.matrix.models import Attempt, Delivery
from lianjian.apps.matrix.rules.people import require_dispatcher
from lianjian.apps.matrix.rules.states import STATE_LABELS, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection

    from lianjian.foundation.actor import Actor


def delivery_for(by: Actor, delivery: int) -> Delivery:
    """The delivery, locked, with its outlet, where ``by`` carries stories to that outlet. Raises NotThere."""
    rows = Delivery.objects.by(by).select_related("outlet").select_for_update(of=("self",))
    row = rows.filter(pk=delivery).first()
    if row is None:
        raise NotThere
    require_dispatcher(by, row.outlet.owner_id)
    return row


def require_state(row: Delivery, states: Collection[State]) -> None:
    """Raise Refused where the delivery stands elsewhere than in ``states``, or a worker holds it right
    now."""
    if row.lease_until is not None or row.state == State.SENDING:
        raise Refused(
            gettext_noop("The system is working on this delivery right now."),
            cure=gettext_noop("Wait a minute and look again."),
        )
    if row.state not in states:
        raise Refused(
            gettext_noop("This delivery is “%(state)s”; that does not go with what you asked."),
            cure=gettext_noop("Load the ledger again and look where it stands."),
            state=STATE_LABELS[State(row.state)],
        )


def move(
    row: Delivery, state: State, *, by: Actor, cause: str = "", detail: str = "", told: bool = True
) -> None:
    """Write what a person decided, with its line in the delivery's history, and tell it."""
    now = timezone.now()
    Attempt.objects.create(
        delivery=row,
        at=now,
        began_as=row.state,
        state=state,
        cause=cause,
        detail=detail[:400],
        person=by.person,
    )
    row.state, row.cause, row.code, row.detail = state, cause, "", detail[:400]
    row.moved_at, row.settled_by = now, by.person
    row.save()
    if told:
        event = DeliveryMoved(
            delivery=row.pk,
            story=row.story,
            outlet=row.outlet.key,
            deed=row.deed,
            state=state,
            url=row.url if state == State.PUBLISHED else "",
            cause=cause,
        )
        tell(event, by=by)
