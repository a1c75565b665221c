"""Reading joint projects and what stands in their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.projects.models import (
    Destination,
    Milestone,
    Obstacle,
    Project,
    ProjectParty,
)
from lianjian.apps.projects.queries.contributions import ContributionLine, contributions_of
from lianjian.apps.projects.queries.destinations import DestinationLine, destination_line
from lianjian.apps.projects.queries.obstacles import ObstacleLine, obstacle_lines
from lianjian.apps.projects.queries.outcomes import OutcomeLine, outcomes_of_projects
from lianjian.apps.projects.rules.joint import ProjectKind, Stage
from lianjian.apps.projects.rules.stages import OVER
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A point on the way. ``late``: reached after its day, or its day has passed; ``moved`` where the first day
    was another."""

    id: int
    name: str
    due_on: date
    first_due_on: date
    done_on: date | None
    late: bool

    @property
    def moved(self) -> bool:
        return self.due_on != self.first_due_on


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """A project in a list. ``reached`` of ``milestones`` points have been reached."""

    id: int
    key: str
    title: str
    kind: ProjectKind
    work_area: WorkArea
    stage: Stage
    parties: tuple[str, ...]
    place: int | None
    place_name: str
    started_on: date
    milestones: int
    reached: int
    late: int
    obstacles: int


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project with all that belongs to it."""

    line: ProjectLine
    about: str
    agreement: int | None
    closed_on: date | None
    party_keys: tuple[int, ...]
    milestones: tuple[MilestoneLine, ...]
    contributions: tuple[ContributionLine, ...]
    obstacles: tuple[ObstacleLine, ...]
    outcomes: tuple[OutcomeLine, ...]
    destination: DestinationLine | None
    may_work: bool


def projects_of(
    by: Actor,
    today: date,
    *,
    organisation: int | None = None,
    agreement: int | None = None,
    running: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> list[ProjectLine]:
    """The projects ``by`` may see, newest first; ``running`` leaves out the closed ones. Three queries, however many
    there are."""
    rows = Project.objects.by(by)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if running:
        rows = rows.exclude(stage__in=OVER)
    if organisation is not None:
        taking_part = ProjectParty.objects.across_organisations("narrows rows already in scope")
        rows = rows.filter(pk__in=taking_part.filter(organisation=organisation).values("project"))
    return _lines(rows, today, limit, offset)


def count_projects(by: Actor) -> int:
    """How many projects ``by`` may see. One query."""
    return Project.objects.by(by).count()


def project_card(by: Actor, project: int, today: date) -> ProjectCard:
    """One project with milestones, contributions, obstacles and outcomes. Raises NotThere."""
    rows = Project.objects.by(by).filter(pk=project)
    lines = _lines(rows, today)
    if not lines:
        raise NotThere
    row = rows.get()
    below = "below the project in hand"
    keys = tuple(
        ProjectParty.objects.across_organisations(below)
        .filter(project=row)
        .values_list("organisation", flat=True)
    )
    place = Destination.objects.across_organisations(below).filter(project=row).first()
    return ProjectCard(
        line=lines[0],
        about=row.about,
        agreement=row.agreement_id,
        closed_on=row.closed_on,
        party_keys=keys,
        milestones=tuple(
            _milestone(m, today) for m in Milestone.objects.across_organisations(below).filter(project=row)
        ),
        contributions=contributions_of(row.pk),
        obstacles=tuple(
            obstacle_lines(Obstacle.objects.across_organisations(below).filter(project=row), today)
        ),
        outcomes=tuple(outcomes_of_projects([row.pk])),
        destination=None if place is None else destination_line(place),
        may_work=any(by.acts_for(key) for key in keys),
    )


def _lines(
    rows: QuerySet[Project], today: date, limit: int | None = None, offset: int = 0
) -> list[ProjectLine]:
    counted = rows.select_related("place").annotate(
        points=Count("milestones", distinct=True),
        reached=Count("milestones", filter=Q(milestones__done_on__isnull=False), distinct=True),
        late=Count(
            "milestones", filter=Q(milestones__done_on=None, milestones__due_on__lt=today), distinct=True
        ),
        standing=Count("obstacles", filter=Q(obstacles__removed_on=None), distinct=True),
    )
    return [
        ProjectLine(
            id=row.pk,
            key=row.key,
            title=row.title,
            kind=ProjectKind(row.kind),
            work_area=WorkArea(row.work_area),
            stage=Stage(row.stage),
            parties=tuple(p.organisation.short_name for p in row.parties.all()),
            place=row.place_id,
            place_name=row.place.short_name if row.place else "",
            started_on=row.started_on,
            milestones=row.points,
            reached=row.reached,
            late=row.late,
            obstacles=row.standing,
        )
        for row in counted.prefetch_related("parties__organisation")[
            offset : None if limit is None else offset + limit
        ]
    ]


def _milestone(row: Milestone, today: date) -> MilestoneLine:
    late = (row.done_on or today) > row.due_on
    return MilestoneLine(
        id=row.pk,
        name=row.name,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        done_on=row.done_on,
        late=late,
    )
