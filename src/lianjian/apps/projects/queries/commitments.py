"""Who owes what to whom, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case, Count, F, Q, When

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.coordination.queries import LogLine, entries_as_evidence
from lianjian.apps.projects.models import Commitment, Progress
from lianjian.apps.projects.queries.reaching import with_reached
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.commitments import (
    MOVES,
    OF_PERIODS,
    RUNNING,
    CommitmentState,
    Move,
    Side,
    Standing,
    side_of,
    standing,
)
from lianjian.apps.projects.rules.periods import Counting
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.foundation.urgency import Soonest, counts_of, soonest
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from decimal import Decimal

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class CommitmentLine:
    """A commitment in a list. ``days_late`` is 0 while it is not late; ``reached`` of ``target`` in
    ``unit``: approved of the periods (``counting``), else by the latest report, None where no number is known;
    ``reported`` is the same with what waits for approval; ``renegotiated`` where the first day was another."""

    id: int
    text: str
    giver: int
    giver_name: str
    receiver: int
    receiver_name: str
    work_area: WorkArea
    state: CommitmentState
    standing: Standing
    due_on: date
    first_due_on: date
    done_on: date | None
    days_late: int
    agreement: int | None
    clause_position: int | None
    indicator: str
    unit: Unit | None
    target: Decimal | None
    reached: Decimal | None
    reported: Decimal | None = None
    counting: Counting | None = None
    clause_sha256: str = ""

    @property
    def late(self) -> bool:
        return self.standing is Standing.LATE

    @property
    def renegotiated(self) -> bool:
        return self.due_on != self.first_due_on


@dataclass(frozen=True, slots=True)
class Owing:
    """What is owed now, late first, then by day. ``to_confirm`` waits for the asker's confirmation,
    ``awaiting`` for the others'."""

    we_owe: tuple[CommitmentLine, ...]
    owed_to_us: tuple[CommitmentLine, ...]
    to_confirm: tuple[CommitmentLine, ...]
    awaiting: tuple[CommitmentLine, ...]


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of evidence by its key (for ``queries.open_evidence``)."""

    id: int
    name: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step about a commitment. ``due_before`` is the day that another day replaced."""

    id: int
    kind: Move
    at: datetime
    person_name: str
    text: str
    value: Decimal | None
    due_before: date | None
    files: tuple[FileLine, ...]
    log_entry: LogLine | None


@dataclass(frozen=True, slots=True)
class CommitmentCard:
    """A commitment with everything that was done about it, oldest first, and what the reader may do now."""

    line: CommitmentLine
    steps: tuple[Step, ...]
    side: Side | None
    moves: tuple[Move, ...]


def owes(by: Actor, today: date, *, organisation: int | None = None) -> Owing:
    """What the asker's organisations (or one of them) owe and are owed now. Two queries.

    Empty for an ``organisation`` the asker does not act for.
    """
    ours = by.organisations if organisation is None else frozenset({organisation})
    if organisation is not None and not by.acts_for(organisation):
        ours = frozenset()
    rows = Commitment.objects.by(by).filter(state__in=RUNNING | {CommitmentState.REPORTED_DONE})
    given = _lines(rows.filter(giver__in=ours), today)
    received = _lines(rows.filter(receiver__in=ours), today)
    return Owing(
        we_owe=tuple(line for line in given if line.state in RUNNING),
        owed_to_us=tuple(line for line in received if line.state in RUNNING),
        to_confirm=tuple(
            line for line in received if line.state not in RUNNING and line.giver not in by.organisations
        ),
        awaiting=tuple(line for line in given if line.state not in RUNNING),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first commitments that wait for an answer, the longest waiting first, and how many there are."""

    lines: tuple[CommitmentLine, ...]
    count: int


@dataclass(frozen=True, slots=True)
class OwingSoonest:
    """The same as ``Owing`` by urgency, as much of it as a page holds. What we owe ourselves stands on our own side
    only."""

    we_owe: Soonest[CommitmentLine]
    owed_to_us: Soonest[CommitmentLine]
    to_confirm: Waiting
    awaiting: Waiting


def owes_soonest(by: Actor, today: date, *, most: int, only: str = "") -> OwingSoonest:
    """What the asker's organisations owe and are owed now, the first ``most`` of each stretch of time and of what
    waits for an answer. Six queries; with ``only`` (a stretch of ``foundation.urgency``, or "waiting") fewer."""
    ours, rows = by.organisations, Commitment.objects.by(by)
    running, done = rows.filter(state__in=RUNNING), rows.filter(state=CommitmentState.REPORTED_DONE)

    def dated(part: QuerySet[Commitment]) -> Soonest[CommitmentLine]:
        if only == "waiting":
            return Soonest()
        found = list(soonest(with_reached(part), today, most=most, only=only))
        return Soonest(tuple(line_of(row, today) for row in found), counts_of(found))

    def waiting(part: QuerySet[Commitment]) -> Waiting:
        if only not in {"", "waiting"}:
            return Waiting((), 0)
        found = with_reached(part.order_by(F("done_on").asc(nulls_last=True), "pk"))[:most]
        return Waiting(tuple(line_of(row, today) for row in found), part.count())

    return OwingSoonest(
        we_owe=dated(running.filter(giver__in=ours)),
        owed_to_us=dated(running.filter(receiver__in=ours).exclude(giver__in=ours)),
        to_confirm=waiting(done.filter(receiver__in=ours).exclude(giver__in=ours)),
        awaiting=waiting(done.filter(giver__in=ours)),
    )


Whose = Literal["", "ours", "theirs", "others"]
"""Commitments we owe, others owe us, or others owe each other."""

OPEN_STATES = RUNNING | {CommitmentState.REPORTED_DONE}


def commitments_between(
    by: Actor, today: date, whose: Whose, limit: int, offset: int = 0, *, closed: bool = False
) -> list[CommitmentLine]:
    """Commitments ``by`` may see, by who owes whom: the open ones late first, then by day; the closed ones the latest
    first. One query."""
    rows = _between(by, whose)
    if closed:
        rows = rows.exclude(state__in=OPEN_STATES).order_by("-due_on", "-pk")
    else:
        late = Case(When(state__in=RUNNING, due_on__lt=today, then=0), default=1)
        rows = rows.filter(state__in=OPEN_STATES).order_by(late, "due_on", "pk")
    return lines_of(rows, today, limit=limit, offset=offset)


def count_commitments_between(by: Actor, whose: Whose) -> tuple[int, int]:
    """How many of those are open, and how many closed. One query."""
    is_open = Q(state__in=OPEN_STATES)
    found = _between(by, whose).aggregate(
        running=Count("pk", filter=is_open), finished=Count("pk", filter=~is_open)
    )
    return found["running"], found["finished"]


def _between(by: Actor, whose: Whose) -> QuerySet[Commitment]:
    rows, ours = Commitment.objects.by(by), by.organisations
    if whose == "ours":
        return rows.filter(giver__in=ours)
    if whose == "theirs":
        return rows.filter(receiver__in=ours).exclude(giver__in=ours)
    return rows.exclude(giver__in=ours).exclude(receiver__in=ours) if whose == "others" else rows


def commitments(
    by: Actor,
    today: date,
    *,
    agreement: int | None = None,
    organisation: int | None = None,
    work_area: str = "",
    limit: int = 500,
) -> list[CommitmentLine]:
    """The commitments ``by`` may see, late first, then by day. ``organisation`` gives or receives. One
    query."""
    rows = Commitment.objects.by(by)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if organisation is not None:
        rows = rows.filter(giver=organisation) | rows.filter(receiver=organisation)
    if work_area:
        rows = rows.filter(work_area=work_area)
    late = Case(When(state__in=RUNNING, due_on__lt=today, then=0), default=1)
    return _lines(rows.order_by(late, "due_on", "pk")[:limit], today)


def late_commitments(by: Actor, today: date, *, limit: int = 200) -> list[CommitmentLine]:
    """What is late among everything ``by`` may see, the longest first: a leader's glance."""
    return _lines(Commitment.objects.by(by).filter(state__in=RUNNING, due_on__lt=today)[:limit], today)


def commitment_card(by: Actor, commitment: int, today: date) -> CommitmentCard:
    """One commitment with its steps and evidence. Raises NotThere."""
    rows = Commitment.objects.by(by).filter(pk=commitment)
    lines = _lines(rows, today)
    if not lines:
        raise NotThere
    line = lines[0]
    side = side_of(by.organisations, giver=line.giver, receiver=line.receiver)
    binds = negotiates(by, rows.get(), side)
    acts = by.acts_for(line.giver if side is Side.GIVER else line.receiver)
    own_report = by.person is not None and by.person == who_reported_done(commitment)
    return CommitmentCard(
        line=line,
        steps=_steps(commitment),
        side=side,
        moves=tuple(
            m
            for m, allowed in MOVES.items()
            if side in allowed.sides
            and line.state in allowed.states
            and (binds or not allowed.binding)
            and not (m is Move.CONFIRM and own_report)
            and (acts or m is Move.VALUE)
            and (m not in OF_PERIODS or line.counting is not None)
        ),
    )


def negotiates(by: Actor, row: Commitment, side: Side | None) -> bool:
    """Whether the actor may promise for the party on ``side``, and so make the moves that bind it."""
    if side is None:
        return False
    return by.holds(*NEGOTIATORS, organisation=row.giver_id if side is Side.GIVER else row.receiver_id)


def who_reported_done(commitment: int) -> int | None:
    """The person who reported it done last. The caller has decided that the commitment may be seen."""
    rows = Progress.objects.across_organisations("below the commitment in hand")
    last = rows.filter(commitment=commitment, kind=Move.DONE).order_by("-at", "-pk").first()
    return last.person_id if last is not None else None


def _steps(commitment: int) -> tuple[Step, ...]:
    rows = Progress.objects.across_organisations("below the commitment in hand").filter(commitment=commitment)
    steps = list(rows.select_related("person").prefetch_related("files"))
    entries = entries_as_evidence(step.log_entry_id for step in steps if step.log_entry_id is not None)
    return tuple(
        Step(
            id=step.pk,
            kind=Move(step.kind),
            at=step.at,
            person_name=step.person.name if step.person else "",
            text=step.text,
            value=None if step.value is None else tidy(step.value),
            due_before=step.due_before,
            files=tuple(FileLine(f.pk, f.name, f.media_type) for f in step.files.all()),
            log_entry=entries.get(step.log_entry_id) if step.log_entry_id is not None else None,
        )
        for step in steps
    )


def lines_of(rows: QuerySet[Commitment], today: date, *, limit: int, offset: int = 0) -> list[CommitmentLine]:
    """Rows in scope as lines, in their own order. One query."""
    return [line_of(row, today) for row in with_reached(rows)[offset : offset + limit]]


def _lines(rows: QuerySet[Commitment], today: date) -> list[CommitmentLine]:
    return _late_first(line_of(row, today) for row in with_reached(rows))


def line_of(row: Any, today: date) -> CommitmentLine:
    """A row of ``with_reached`` as a line."""
    state = CommitmentState(row.state)
    now = standing(
        state,
        due_on=row.due_on,
        done_on=row.done_on,
        withdrawn_by=Side(row.withdrawn_by) if row.withdrawn_by else None,
        today=today,
    )
    return CommitmentLine(
        id=row.pk,
        text=row.text,
        giver=row.giver_id,
        giver_name=row.giver.short_name,
        receiver=row.receiver_id,
        receiver_name=row.receiver.short_name,
        work_area=WorkArea(row.work_area),
        state=state,
        standing=now,
        due_on=row.due_on,
        first_due_on=row.first_due_on,
        done_on=row.done_on,
        days_late=(today - row.due_on).days if now is Standing.LATE else 0,
        agreement=row.agreement_id,
        clause_position=row.clause_position,
        indicator=row.indicator,
        unit=Unit(row.unit) if row.unit else None,
        target=None if row.target is None else tidy(row.target),
        reached=None if row.reached is None else tidy(row.reached),
        reported=None if row.reported is None else tidy(row.reported),
        counting=Counting(row.counting) if row.counting else None,
        clause_sha256=row.clause_sha256,
    )


def _late_first(lines: Iterable[CommitmentLine]) -> list[CommitmentLine]:
    return sorted(lines, key=lambda line: (-line.days_late, line.due_on, line.id))
