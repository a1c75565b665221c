from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import MilestonePlanned
from lianjian.apps.projects.models import Milestone
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_milestone(*, by: Actor, project: int, name: str, due_on: date) -> Milestone:
    """Set a point on the way, or move one of that name that has not been reached to another day; its first
    day stays readable."""
    row = lock_project(by, project)
    called = clean_line(name, field="name")
    milestones = Milestone.objects.across_organisations("below the project in hand").filter(project=row)
    point = milestones.filter(name=called).first()
    if point is not None and point.done_on is not None:
        raise Refused(gettext_noop("This milestone has been reached already."), field="name")
    if point is not None and point.due_on == due_on:
        return point
    if point is None:
        point = Milestone.objects.create(project=row, name=called, due_on=due_on, first_due_on=due_on)
    else:
        point.due_on = due_on
        point.save(update_fields=["due_on"])
    tell(MilestonePlanned(project=row.pk, milestone=point.pk), by=by)
    return point
