from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import ProjectAdvanced
from lianjian.apps.projects.rules.joint import Stage, check_stage
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Project
    from lianjian.foundation.actor import Actor


@transaction.atomic
def advance_project(*, by: Actor, project: int, stage: str, now: datetime | None = None) -> Project:
    """Say in which stage a project is. It may also go back: funding falls through, a building is built
    anew."""
    row = lock_project(by, project)
    before, after = row.stage, check_stage(stage)
    if before == after:
        return row
    row.stage = after
    row.closed_on = civil_date(moment_of(by, now, wall=timezone.now())) if after is Stage.CLOSED else None
    row.save(update_fields=["stage", "closed_on"])
    tell(ProjectAdvanced(project=row.pk, before=before, after=after), by=by)
    return row
