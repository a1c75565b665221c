from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.queries import may_run_group
from lianjian.apps.reminders.events import RobotTried
from lianjian.apps.reminders.models import Dispatch, Robot
from lianjian.apps.reminders.rules.dispatches import DispatchState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def try_robot(*, by: Actor, robot: int) -> Dispatch:
    """Put a trial message to a robot into the queue, for now: whoever asks for it is awake. Who calls this sends it
    (``tasks.send_one``)."""
    row = Robot.objects.by(by).filter(pk=robot).first()
    if row is None:
        raise NotThere
    if not may_run_group(by, row.group_id):
        raise NotAllowed(gettext_noop("Only those who run the group can do this."))
    now = timezone.now()
    dispatch = Dispatch.objects.create(
        key=f"trial:{robot}:{secrets.token_hex(8)}",
        channel=row.kind,
        robot=row,
        day=civil_date(now),
        trial=True,
        state=DispatchState.QUEUED,
        next_at=now,
    )
    tell(RobotTried(robot=robot, dispatch=dispatch.pk), by=by)
    return dispatch
