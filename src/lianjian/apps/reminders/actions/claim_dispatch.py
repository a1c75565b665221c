"""Taking a message out of the queue tells no domain event: what became of it does (``end_dispatch``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from lianjian.apps.reminders.models import Dispatch
from lianjian.apps.reminders.rules.dispatches import LEASE, DispatchState
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def claim_dispatch(*, by: Actor, now: datetime, dispatch: int | None = None) -> Dispatch | None:
    """Hold the message that has waited longest (or ``dispatch``) for five minutes, for the one who sends it; None where
    none is due. One whose holder was killed is given again when its time is over, before those that wait."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    rows = Dispatch.objects.across_organisations("the system sends").select_for_update(
        of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
    )
    if dispatch is not None:
        rows = rows.filter(pk=dispatch)
    rows = rows.order_by("next_at", "pk")
    # Asked one after the other: together (OR) the database sorts everything that waits, for each message anew.
    row = (
        rows.filter(state=DispatchState.SENDING, lease_until__lt=now).first()
        or rows.filter(state=DispatchState.QUEUED, next_at__lte=now).first()
    )
    if row is None:
        return None
    row.state, row.lease_until, row.attempts = DispatchState.SENDING, now + LEASE, row.attempts + 1
    row.save(update_fields=["state", "lease_until", "attempts"])
    return row
