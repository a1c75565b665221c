"""Reading joint projects and what stands in their way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext

from lianjian.apps.parties.queries.holding import stands_in
from lianjian.apps.projects.models import (
    Contribution,
    Destination,
    Milestone,
    Obstacle,
    Project,
    ProjectParty,
)
from lianjian.apps.projects.queries.outcomes import OutcomeLine, outcomes_of_projects
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.joint import ContributionKind, ProjectKind, Stage
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.clock import civil_date
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

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
class ContributionLine:
    """What a party put in; ``amount`` and ``unit`` None where unknown."""

    id: int
    organisation: int
    organisation_name: str
    kind: ContributionKind
    text: str
    amount: Decimal | None
    unit: Unit | None
    contributed_on: date


@dataclass(frozen=True, slots=True)
class ObstacleLine:
    """What stands or stood in the way. ``days`` is its age, or how long it stood; ``owner_name`` "" where
    nobody has taken it on."""

    id: int
    organisation: int
    organisation_name: str
    project: int | None
    project_title: str
    text: str
    owner: int | None
    owner_name: str
    since: date
    removed_on: date | None
    how: str
    days: int
    log_entry: int | None


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
class DestinationLine:
    """What a visitor needs to know."""

    season: str
    route: str
    contact: str
    capacity: str
    public: bool


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


@dataclass(frozen=True, slots=True)
class PublicDestination:
    """A destination as everybody may see it."""

    key: str
    title: str
    about: str
    place: int | None
    place_name: str
    parties: tuple[str, ...]
    destination: DestinationLine


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
        rows = rows.exclude(stage=Stage.CLOSED)
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
        contributions=tuple(
            _contribution(c)
            for c in Contribution.objects.across_organisations(below)
            .filter(project=row)
            .select_related("organisation")
        ),
        obstacles=tuple(_obstacles(Obstacle.objects.across_organisations(below).filter(project=row), today)),
        outcomes=tuple(outcomes_of_projects([row.pk])),
        destination=None if place is None else _destination(place),
        may_work=any(by.acts_for(key) for key in keys),
    )


def obstacle(by: Actor, key: int, today: date) -> ObstacleLine:
    """One obstacle, removed ones too. Raises NotThere."""
    found = _obstacles(Obstacle.objects.by(by).filter(pk=key), today)
    if not found:
        raise NotThere
    return found[0]


def obstacles_open(
    by: Actor,
    today: date,
    limit: int | None = None,
    offset: int = 0,
    *,
    organisation: int | None = None,
    among: Iterable[int] | None = None,
    commitment: int | None = None,
) -> list[ObstacleLine]:
    """What stands in the way among everything ``by`` may see, the oldest first; ``among`` are organisations in whose way
    it is, ``commitment`` the one that it was raised about."""
    rows = Obstacle.objects.by(by).filter(removed_on=None)
    if organisation is not None:
        rows = rows.filter(organisation=organisation)
    if among is not None:
        rows = rows.filter(organisation__in=list(among))
    if commitment is not None:
        rows = rows.filter(commitment=commitment)
    return _obstacles(rows[offset : None if limit is None else offset + limit], today)


def count_obstacles_open(by: Actor) -> int:
    """How many those are. One query."""
    return Obstacle.objects.by(by).filter(removed_on=None).count()


def obstacles_owned(by: Actor, today: date, limit: int | None = None) -> list[ObstacleLine]:
    """The obstacles this person has to remove, the oldest first."""
    return _obstacles(_owned(by)[:limit], today)


def count_obstacles_owned(by: Actor) -> int:
    """How many those are. One query."""
    return _owned(by).count()


def _owned(by: Actor) -> QuerySet[Obstacle]:
    """Those that name the person, or somebody for whom they act today."""
    mine = Q(owner=by.person, owner__isnull=False) | Q(
        stands_in(by, civil_date(timezone.now()), person="owner")
    )
    return Obstacle.objects.by(by).filter(mine, removed_on=None)


def public_destinations() -> list[PublicDestination]:
    """The destinations whose parties have made them public."""
    rows = Destination.objects.across_organisations("they were made public")
    shown = rows.filter(public=True).select_related("project__place").order_by("project__title")
    found = list(shown.prefetch_related("project__parties__organisation"))
    return [
        PublicDestination(
            key=row.project.key,
            title=row.project.title,
            about=row.project.about,
            place=row.project.place_id,
            place_name=row.project.place.short_name if row.project.place else "",
            parties=tuple(p.organisation.short_name for p in row.project.parties.all()),
            destination=_destination(row),
        )
        for row in found
    ]


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


def _contribution(row: Contribution) -> ContributionLine:
    return ContributionLine(
        id=row.pk,
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        kind=ContributionKind(row.kind),
        text=row.text,
        amount=None if row.amount is None else tidy(row.amount),
        unit=Unit(row.unit) if row.unit else None,
        contributed_on=row.contributed_on,
    )


def _obstacles(rows: QuerySet[Obstacle], today: date) -> list[ObstacleLine]:
    return [
        ObstacleLine(
            id=row.pk,
            organisation=row.organisation_id,
            organisation_name=row.organisation.short_name,
            project=row.project_id,
            project_title=row.project.title if row.project else "",
            text=row.text or gettext("What was written here was taken back by its writer."),
            owner=row.owner_id,
            owner_name=row.owner.name if row.owner else "",
            since=row.since,
            removed_on=row.removed_on,
            how=row.how,
            days=((row.removed_on or today) - row.since).days,
            log_entry=row.log_entry_id,
        )
        for row in rows.select_related("organisation", "project", "owner")
    ]


def _destination(row: Destination) -> DestinationLine:
    return DestinationLine(
        season=row.season, route=row.route, contact=row.contact, capacity=row.capacity, public=row.public
    )
