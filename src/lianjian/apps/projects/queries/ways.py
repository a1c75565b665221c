"""Reading the way of a project from stage to stage, and who had an obstacle before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Obstacle, ObstacleHandover, Project, ProjectStep
from lianjian.apps.projects.queries.commitments import FileLine
from lianjian.apps.projects.rules.joint import Stage
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class StepLine:
    """A project went from one stage to another; ``text`` is what was found, or why."""

    before: Stage
    after: Stage
    happened_on: date
    person_name: str
    judged_by: str
    text: str
    files: tuple[FileLine, ...]


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """An obstacle got another owner; ``before_name`` "" where nobody had it."""

    before_name: str
    after_name: str
    happened_on: date
    reason: str


def project_way(by: Actor, project: int) -> list[StepLine]:
    """The steps of a project, the first one first. Raises NotThere."""
    if not Project.objects.by(by).filter(pk=project).exists():
        raise NotThere
    steps = ProjectStep.objects.across_organisations("below the project in hand").filter(project=project)
    return [
        StepLine(
            before=Stage(one.before),
            after=Stage(one.after),
            happened_on=one.happened_on,
            person_name=one.person.name if one.person else "",
            judged_by=one.judged_by,
            text=one.text,
            files=tuple(FileLine(f.pk, f.name, f.media_type) for f in one.files.all()),
        )
        for one in steps.select_related("person").prefetch_related("files")
    ]


def obstacle_handovers(by: Actor, obstacle: int) -> list[HandoverLine]:
    """Who had an obstacle and passed it on, the first one first. Raises NotThere."""
    if not Obstacle.objects.by(by).filter(pk=obstacle).exists():
        raise NotThere
    rows = ObstacleHandover.objects.across_organisations("below the obstacle in hand")
    return [
        HandoverLine(
            before_name=one.before.name if one.before else "",
            after_name=one.after.name,
            happened_on=one.happened_on,
            reason=one.reason,
        )
        for one in rows.filter(obstacle=obstacle).select_related("before", "after")
    ]
