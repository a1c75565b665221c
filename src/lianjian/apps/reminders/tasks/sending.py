"""Bringing messages to their channels: claimed, sent outside any transaction, and written down."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.reminders.actions.claim_dispatch import claim_dispatch
from lianjian.apps.reminders.actions.end_dispatch import end_dispatch
from lianjian.apps.reminders.models import Ways
from lianjian.apps.reminders.ports import NotTaken, channels
from lianjian.apps.reminders.queries.robots import opened
from lianjian.apps.reminders.rules.dispatches import Cause, DispatchState
from lianjian.apps.reminders.tasks.letters import letter_of
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Unreachable
from lianjian.kernel.sealed import SealBrokenError

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.reminders.models import Dispatch

logger = logging.getLogger(__name__)
MOST = 2000
"""Messages of one call: other jobs wait meanwhile."""


def send_due(now: datetime) -> dict[str, int]:
    """Send what may leave now; returns how many messages ended in which state. One channel that does not answer keeps
    none of the others waiting for more than its own time limit."""
    ended: dict[str, int] = {}
    for _go in range(MOST):
        row = send_one(now)
        if row is None:
            break
        ended[row.state] = ended.get(row.state, 0) + 1
    return ended


def send_one(now: datetime, *, dispatch: int | None = None) -> Dispatch | None:
    """Send the message that has waited longest (or ``dispatch``); None where none is due."""
    system = Actor.system("reminders.sending")
    row = claim_dispatch(by=system, now=now, dispatch=dispatch)
    if row is None:
        return None
    state, cause, detail, after = _bring(row, now)
    return end_dispatch(
        by=system, dispatch=row.pk, now=now, state=state, cause=cause, detail=detail, after=after
    )


def _bring(row: Dispatch, now: datetime) -> tuple[DispatchState, str, str, timedelta | None]:
    """State, cause, what the other side said, and when it wants to be asked again."""
    try:
        letter, to = letter_of(row, civil_date(now)), _address(row)
    except SealBrokenError:
        return DispatchState.REFUSED, Cause.SEALED, "", None
    channel = channels().get(row.channel)
    if letter is None or not to or channel is None:
        return DispatchState.DROPPED, "", "", None
    try:
        channel.send(letter, to)
    except NotTaken as no:
        return DispatchState.REFUSED, no.cause, no.detail, None
    except Unreachable as failure:
        wait = timedelta(seconds=failure.after) if failure.after is not None else None
        return DispatchState.QUEUED, "", failure.reason, wait
    except Exception as fault:  # one broken channel must not stop the others
        logger.exception("Sending through %s failed.", row.channel)
        return DispatchState.QUEUED, "", type(fault).__name__, None
    return DispatchState.SENT, "", "", None


def _address(row: Dispatch) -> dict[str, str]:
    if row.robot is not None:
        return opened(row.robot)
    ways = (
        Ways.objects.across_organisations("the system sends")
        .filter(person=row.person_id, by_mail=True)
        .first()
    )
    return {"email": ways.email} if ways is not None and ways.email else {}
