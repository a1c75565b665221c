from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import MilestoneReached
from lianjian.apps.projects.models import Milestone
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def reach_milestone(*, by: Actor, milestone: int, now: datetime | None = None) -> Milestone:
    """Say that a point on the way has been reached today. Twice is once."""
    point = Milestone.objects.by(by).filter(pk=milestone).first()
    if point is None:
        raise NotThere
    project = lock_project(by, point.project_id)
    point.refresh_from_db()
    if point.done_on is not None:
        return point
    point.done_on = civil_date(moment_of(by, now, wall=timezone.now()))
    point.save(update_fields=["done_on"])
    late = point.done_on > point.due_on
    tell(MilestoneReached(project=project.pk, milestone=point.pk, late=late), by=by)
    return point
