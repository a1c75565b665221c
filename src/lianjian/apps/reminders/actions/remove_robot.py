from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.queries import may_run_group
from lianjian.apps.reminders.events import RobotRemoved
from lianjian.apps.reminders.models import Robot
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def remove_robot(*, by: Actor, robot: int) -> int:
    """Forget a robot, its sealed address and what waits for it; returns the key of its group."""
    row = Robot.objects.by(by).filter(pk=robot).first()
    if row is None:
        raise NotThere
    if not may_run_group(by, row.group_id):
        raise NotAllowed(gettext_noop("Only those who run the group can do this."))
    group = row.group_id
    row.delete()
    tell(RobotRemoved(robot=robot, group=group), by=by)
    return group
