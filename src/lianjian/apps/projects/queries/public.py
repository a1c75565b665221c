"""What everybody may know of commitments and projects: words of those under an agreement that is in force,
counts of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Q, When

from lianjian.apps.agreements.queries import public_agreement, public_keys_of_open_agreements, public_titles
from lianjian.apps.projects.models import Commitment, Outcome, Project
from lianjian.apps.projects.queries.fulfilment import areas_of, counted_as, fulfilment_of
from lianjian.apps.projects.queries.reaching import with_reached
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.commitments import (
    RUNNING,
    CommitmentState,
    Fulfilment,
    Side,
    Standing,
    standing,
)
from lianjian.apps.projects.rules.joint import ProjectKind, Stage
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.apps.projects.rules.periods import Counting
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lianjian.apps.projects.queries.fulfilment import AreaLine


@dataclass(frozen=True, slots=True)
class PublicPeriod:
    """A period in public: ``approved`` in the unit of its commitment, None while the receiver has approved nothing."""

    starts_on: date
    ends_on: date
    target: Decimal
    approved: Decimal | None
    ahead: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """What was promised in numbers: ``reached`` of ``target`` in ``unit``. Only what the receiver has said counts: the
    approved values of its ``periods``, or, where it has none, the reported level once the whole is confirmed. None where
    there is no such figure; what was merely reported is never here. ``last`` is the latest period with a figure."""

    indicator: str
    unit: Unit
    target: Decimal
    reached: Decimal | None
    counting: Counting | None
    periods: tuple[PublicPeriod, ...]

    @property
    def approved_periods(self) -> int:
        return sum(one.approved is not None for one in self.periods)

    @property
    def last(self) -> PublicPeriod | None:
        return next((one for one in reversed(self.periods) if one.approved is not None), None)


@dataclass(frozen=True, slots=True)
class Headline:
    """A commitment in public: no reports, no evidence, no people. ``done_on`` is the day on which it was done
    where the receiver has confirmed that, else None; ``days_late`` is 0 while it is not late."""

    text: str
    giver: int
    giver_name: str
    receiver: int
    receiver_name: str
    work_area: WorkArea
    due_on: date
    done_on: date | None
    standing: Standing
    days_late: int
    agreement_key: str = ""
    agreement_title: str = ""
    counted: Counted | None = None
    """None where nothing was to be counted."""


@dataclass(frozen=True, slots=True)
class PublicPromises:
    """What an organisation promised and got. ``gives`` and ``gets`` hold the first of what is under agreements in
    force or ended, late first, then by day, ``gives_count`` and ``gets_count`` how many there are; ``given`` (as
    the giver) and ``areas`` (all six, as giver or receiver) count all of its commitments."""

    gives: tuple[Headline, ...]
    gets: tuple[Headline, ...]
    gives_count: int
    gets_count: int
    given: Fulfilment
    areas: tuple[AreaLine, ...]


@dataclass(frozen=True, slots=True)
class PublicProject:
    """A joint project in public: ``reached`` of ``milestones`` points, ``late`` ones among the others."""

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


@dataclass(frozen=True, slots=True)
class PublicOutcome:
    """A verified outcome in public: no evidence, no people. ``agreement`` is the key and the title of the one it
    was achieved under."""

    text: str
    unit: Unit
    value: Decimal
    happened_on: date
    work_area: WorkArea
    parties: tuple[str, ...]
    agreement: tuple[str, str]


@dataclass(frozen=True, slots=True)
class PublicOutcomes:
    """Some of the outcomes asked for: ``lines`` of ``listed`` whose words are public, among ``counted`` in all."""

    lines: tuple[PublicOutcome, ...]
    listed: int
    counted: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which public commitments are meant: of one area, under one agreement (its key), given or got by one party;
    "" and None leave that open."""

    work_area: str = ""
    agreement: str = ""
    giver: int | None = None
    receiver: int | None = None
    counted_as: str = ""
    """One of ``queries.fulfilment.COUNTED``."""


def public_headlines(agreement: str, today: date, *, limit: int | None = None) -> list[Headline]:
    """The commitments under the agreement with that key, by day; none while it is not in force. Raises
    NotThere for an agreement that is not public."""
    shown = public_agreement(agreement)
    if shown.clauses is None:
        return []
    return _headlines(_words(Wanted(agreement=agreement), today)[:limit], today)


def public_commitments(wanted: Wanted, today: date, *, limit: int, offset: int = 0) -> list[Headline]:
    """Commitments under agreements in force or ended, late first, then by day. Two queries."""
    return _headlines(_late_first(_words(wanted, today), today)[offset : offset + limit], today)


def public_commitments_count(wanted: Wanted, today: date) -> int:
    """How many those are. One query."""
    return _words(wanted, today).count()


def public_promises(organisation: int, today: date, *, limit: int = 30) -> PublicPromises:
    """What the organisation promised and what was promised to it, the first ``limit`` of either."""
    rows = Commitment.objects.across_organisations("counts are public; no words leave")
    gives, gets = Wanted(giver=organisation), Wanted(receiver=organisation)
    return PublicPromises(
        gives=tuple(public_commitments(gives, today, limit=limit)),
        gets=tuple(public_commitments(gets, today, limit=limit)),
        gives_count=public_commitments_count(gives, today),
        gets_count=public_commitments_count(gets, today),
        given=fulfilment_of(rows.filter(giver=organisation), today),
        areas=tuple(areas_of(rows.filter(Q(giver=organisation) | Q(receiver=organisation)), today)),
    )


def public_projects(
    today: date, *, organisation: int | None = None, limit: int | None = None, offset: int = 0
) -> list[PublicProject]:
    """The joint projects under agreements in force or ended, the newest first; ``organisation`` is one of the
    parties. A constant number of queries."""
    rows = _projects(organisation)
    late = Q(milestones__done_on=None, milestones__due_on__lt=today)
    found = rows.select_related("place").annotate(
        points=Count("milestones"),
        reached=Count("milestones", filter=Q(milestones__done_on__isnull=False)),
        late=Count("milestones", filter=late),
    )
    return [
        PublicProject(
            key=row.key,
            title=row.title,
            kind=ProjectKind(row.kind),
            work_area=WorkArea(row.work_area),
            stage=Stage(row.stage),
            parties=tuple(party.organisation.short_name for party in row.parties.all()),
            place=row.place_id,
            place_name=row.place.short_name if row.place else "",
            started_on=row.started_on,
            milestones=row.points,
            reached=row.reached,
            late=row.late,
        )
        for row in found.prefetch_related("parties__organisation")[
            offset : None if limit is None else offset + limit
        ]
    ]


def public_outcomes(
    *, unit: str = "", work_area: str = "", organisation: int | None = None, offset: int = 0, limit: int = 30
) -> PublicOutcomes:
    """The verified outcomes behind the sums, the newest first: those of a project or a commitment under an
    agreement in force or ended. ``organisation`` is one of the parties. A constant number of queries."""
    rows = Outcome.objects.across_organisations(
        "outcomes under an agreement in force are public, others counted"
    )
    rows = rows.filter(state=OutcomeState.VERIFIED)
    if unit:
        rows = rows.filter(unit=unit)
    if work_area:
        rows = rows.filter(work_area=work_area)
    if organisation is not None:
        rows = rows.filter(parties__organisation=organisation)
    under = public_keys_of_open_agreements()
    shown = rows.filter(Q(project__agreement__in=under) | Q(commitment__agreement__in=under))
    page = list(
        shown.select_related("project", "commitment").prefetch_related("parties__organisation")[
            offset : offset + limit
        ]
    )
    named = {one.agreement_id for row in page for one in (row.project, row.commitment) if one is not None}
    open_ones = public_titles(key for key in named if key is not None)
    lines = []
    for row in page:
        ids = [one.agreement_id for one in (row.project, row.commitment) if one is not None]
        agreement = next(open_ones[key] for key in ids if key in open_ones)
        lines.append(
            PublicOutcome(
                text=row.text,
                unit=Unit(row.unit),
                value=tidy(row.value),
                happened_on=row.happened_on,
                work_area=WorkArea(row.work_area),
                parties=tuple(party.organisation.short_name for party in row.parties.all()),
                agreement=agreement,
            )
        )
    return PublicOutcomes(tuple(lines), shown.count(), rows.count())


def public_projects_count(organisation: int | None = None) -> int:
    """How many those are. One query."""
    return _projects(organisation).count()


def _projects(organisation: int | None) -> QuerySet[Project]:
    rows = Project.objects.across_organisations("projects under an agreement in force are public")
    rows = rows.filter(agreement__in=public_keys_of_open_agreements())
    if organisation is not None:
        rows = rows.filter(pk__in=rows.filter(parties__organisation=organisation).order_by().values("pk"))
    return rows


def _words(wanted: Wanted, today: date) -> QuerySet[Commitment]:
    rows = Commitment.objects.across_organisations("headlines under an agreement in force are public")
    rows = rows.filter(agreement__in=public_keys_of_open_agreements())
    if wanted.work_area:
        rows = rows.filter(work_area=wanted.work_area)
    if wanted.agreement:
        rows = rows.filter(agreement__key=wanted.agreement)
    if wanted.giver is not None:
        rows = rows.filter(giver=wanted.giver)
    if wanted.receiver is not None:
        rows = rows.filter(receiver=wanted.receiver)
    if wanted.counted_as:
        rows = rows.filter(counted_as(wanted.counted_as, today))
    return rows


def _late_first(rows: QuerySet[Commitment], today: date) -> QuerySet[Commitment]:
    late = Case(When(state__in=RUNNING, due_on__lt=today, then=0), default=1)
    return rows.order_by(late, "due_on", "pk")


def _headlines(rows: QuerySet[Commitment], today: date) -> list[Headline]:
    found = with_reached(rows).select_related("agreement").prefetch_related("periods")
    return [_headline(row, today) for row in found]


def _counted(row: Any, state: CommitmentState, today: date) -> Counted | None:
    if row.target is None or not row.unit:
        return None
    counts = row.counting or state is CommitmentState.CONFIRMED  # a report alone is its giver's word
    return Counted(
        indicator=row.indicator,
        unit=Unit(row.unit),
        target=tidy(row.target),
        reached=tidy(row.reached) if counts and row.reached is not None else None,
        counting=Counting(row.counting) if row.counting else None,
        periods=tuple(
            PublicPeriod(
                starts_on=one.starts_on,
                ends_on=one.ends_on,
                target=tidy(one.target),
                approved=None if one.approved is None else tidy(one.approved),
                ahead=one.starts_on > today,
            )
            for one in row.periods.all()
        ),
    )


def _headline(row: Any, today: date) -> Headline:
    state = CommitmentState(row.state)
    now = standing(
        state,
        due_on=row.due_on,
        done_on=row.done_on,
        withdrawn_by=Side(row.withdrawn_by) if row.withdrawn_by else None,
        today=today,
    )
    return Headline(
        text=row.text,
        giver=row.giver_id,
        giver_name=row.giver.short_name,
        receiver=row.receiver_id,
        receiver_name=row.receiver.short_name,
        work_area=WorkArea(row.work_area),
        due_on=row.due_on,
        done_on=row.done_on if state is CommitmentState.CONFIRMED else None,
        standing=now,
        days_late=(today - row.due_on).days if now is Standing.LATE else 0,
        agreement_key=row.agreement.key if row.agreement else "",
        agreement_title=row.agreement.title if row.agreement else "",
        counted=_counted(row, state, today),
    )
