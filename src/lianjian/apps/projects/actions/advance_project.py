from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import ProjectAdvanced
from lianjian.apps.projects.models import Contribution, ProjectStep
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.joint import check_stage
from lianjian.apps.projects.rules.stages import OVER, Facts, check_step
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.projects.models import Project
    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def advance_project(
    *,
    by: Actor,
    project: int,
    stage: str,
    text: str = "",
    judged_by: str = "",
    files: Sequence[File] = (),
    now: datetime | None = None,
) -> Project:
    """Take a project one stage on, with what that step needs (``rules.stages``); back, or give it up, with the reason in
    ``text``. Into the stage in which it is already is no step."""
    kept = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        row = lock_project(by, project)
        before, after = row.stage, check_stage(stage)
        if before == after:
            return row
        words = clean(text, field="text", longest=4000, needed=False)
        judge = clean_line(judged_by, field="judged_by", needed=False)
        check_step(before, after, judged_by=judge, text=words, facts=_facts(row))
        moment = moment_of(by, now, wall=timezone.now())
        row.stage = after
        row.closed_on = civil_date(moment) if after in OVER else None
        row.save(update_fields=["stage", "closed_on"])
        step = ProjectStep.objects.create(
            project=row,
            before=before,
            after=after,
            happened_on=civil_date(moment),
            person_id=by.person,
            judged_by=judge,
            text=words,
        )
        keep_evidence(kept, moment=moment, step=step)
        tell(ProjectAdvanced(project=row.pk, before=before, after=after), by=by)
        return row


def _facts(project: Project) -> Facts:
    """What its books hold; a corrected row counts no more."""
    rows = Contribution.objects.across_organisations("below the project in hand").filter(project=project)
    planned = [row.planned for row in rows.filter(corrected_by=None)]
    return Facts(promised=len(planned), given=planned.count(False))
