"""What everybody may know of commitments and projects: words of those under an agreement that is in force,
counts of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.agreements.queries import public_agreement, public_agreements
from lianjian.apps.agreements.rules.signing import OPEN_TEXT_STATES
from lianjian.apps.projects.models import Commitment, Outcome, Project
from lianjian.apps.projects.queries.fulfilment import areas_of, fulfilment_of
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.commitments import (
    CommitmentState,
    Fulfilment,
    Side,
    Standing,
    standing,
)
from lianjian.apps.projects.rules.joint import ProjectKind, Stage
from lianjian.apps.projects.rules.outcomes import OutcomeState
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from django.db.models import QuerySet

    from lianjian.apps.projects.queries.fulfilment import AreaLine


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


@dataclass(frozen=True, slots=True)
class PublicPromises:
    """What an organisation promised and got. ``gives`` and ``gets`` hold what is under agreements in force or
    ended, late first, then by day; ``given`` (as the giver) and ``areas`` (all six, as giver or receiver)
    count all of its commitments."""

    gives: tuple[Headline, ...]
    gets: tuple[Headline, ...]
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


def public_headlines(agreement: str, today: date) -> list[Headline]:
    """The commitments under the agreement with that key, by day; none while it is not in force. Raises
    NotThere for an agreement that is not public."""
    shown = public_agreement(agreement)
    if shown.clauses is None:
        return []
    return _headlines(_words([shown.id]), today)


def public_promises(organisation: int, today: date) -> PublicPromises:
    """What the organisation promised and what was promised to it."""
    rows = Commitment.objects.across_organisations("counts are public; no words leave")
    lines = _headlines(
        _words(_open_agreements()).filter(Q(giver=organisation) | Q(receiver=organisation)), today
    )
    lines.sort(key=lambda line: (-line.days_late, line.due_on))
    return PublicPromises(
        gives=tuple(line for line in lines if line.giver == organisation),
        gets=tuple(line for line in lines if line.receiver == organisation),
        given=fulfilment_of(rows.filter(giver=organisation), today),
        areas=tuple(areas_of(rows.filter(Q(giver=organisation) | Q(receiver=organisation)), today)),
    )


def public_projects(today: date, *, organisation: int | None = None) -> list[PublicProject]:
    """The joint projects under agreements in force or ended, the newest first; ``organisation`` is one of the
    parties. A constant number of queries."""
    rows = Project.objects.across_organisations("projects under an agreement in force are public")
    rows = rows.filter(agreement__in=_open_agreements())
    if organisation is not None:
        rows = rows.filter(pk__in=rows.filter(parties__organisation=organisation).order_by().values("pk"))
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
        for row in found.prefetch_related("parties__organisation")
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
    under = {line.id: line for line in public_agreements() if line.state in OPEN_TEXT_STATES}
    shown = rows.filter(Q(project__agreement__in=under) | Q(commitment__agreement__in=under))
    found = shown.select_related("project", "commitment").prefetch_related("parties__organisation")
    lines = []
    for row in found[offset : offset + limit]:
        ids = [one.agreement_id for one in (row.project, row.commitment) if one is not None]
        agreement = next(under[key] for key in ids if key in under)
        lines.append(
            PublicOutcome(
                text=row.text,
                unit=Unit(row.unit),
                value=tidy(row.value),
                happened_on=row.happened_on,
                work_area=WorkArea(row.work_area),
                parties=tuple(party.organisation.short_name for party in row.parties.all()),
                agreement=(agreement.key, agreement.title),
            )
        )
    return PublicOutcomes(tuple(lines), shown.count(), rows.count())


def _open_agreements() -> list[int]:
    return [line.id for line in public_agreements() if line.state in OPEN_TEXT_STATES]


def _words(agreements: Iterable[int]) -> QuerySet[Commitment]:
    rows = Commitment.objects.across_organisations("headlines under an agreement in force are public")
    return rows.filter(agreement__in=agreements)


def _headlines(rows: QuerySet[Commitment], today: date) -> list[Headline]:
    return [_headline(row, today) for row in rows.select_related("giver", "receiver")]


def _headline(row: Commitment, today: date) -> Headline:
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
    )
