from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.reminders.events import DispatchEnded
from lianjian.apps.reminders.models import Dispatch, Robot
from lianjian.apps.reminders.rules.dispatches import Cause, DispatchState, pause_after
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from lianjian.foundation.actor import Actor


@transaction.atomic
def end_dispatch(
    *,
    by: Actor,
    dispatch: int,
    now: datetime,
    state: DispatchState,
    cause: str = "",
    detail: str = "",
    after: timedelta | None = None,
) -> Dispatch:
    """Write down what became of a message that was claimed: sent, refused with its ``cause``, dropped because nothing of
    it is due any more, or, with the state "queued", not reached. That is tried again later (``after``, where the other
    side said when), and given up after nine tries; a trial is given up at once, somebody is waiting."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    row = (
        Dispatch.objects.across_organisations("the system sends")
        .select_for_update(of=("self",))
        .get(pk=dispatch)
    )
    if state is DispatchState.QUEUED:
        pause = None if row.trial else pause_after(row.attempts)
        if pause is None:
            state, cause = DispatchState.GIVEN_UP, "" if row.trial else Cause.AWAY
        if pause is not None:
            row.next_at = now + max(pause, after or pause)
    row.state, row.cause, row.detail, row.lease_until = state, cause, detail[:200], None
    row.ended_at = None if state is DispatchState.QUEUED else now
    row.save(update_fields=["state", "cause", "detail", "lease_until", "next_at", "ended_at"])
    if row.robot_id is not None and state not in {DispatchState.QUEUED, DispatchState.DROPPED}:
        robots = Robot.objects.across_organisations("the robot of the message in hand").filter(
            pk=row.robot_id
        )
        if state is DispatchState.SENT:
            robots.update(sent_at=now, cause="", detail="")
        else:
            robots.update(cause=cause, detail=detail[:200])
    if state is not DispatchState.QUEUED:
        tell(DispatchEnded(dispatch=row.pk, channel=row.channel, state=state), by=by)
    return row
