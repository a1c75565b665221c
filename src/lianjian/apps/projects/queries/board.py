"""What is late, the longest first, by who must move next: a board for those who look after agreements."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db.models import Count, OuterRef, Q, Subquery

from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.models import Commitment, Obstacle, Period, Progress
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState, Move
from lianjian.apps.projects.rules.periods import PeriodState
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.clock import CHINA, civil_date

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


class Next(StrEnum):
    """Who must move next, and how: the giver does it or reports a value, the receiver confirms or approves."""

    DO = "do"
    VALUE = "value"
    CONFIRM = "confirm"
    APPROVE = "approve"


GIVER_MOVES = frozenset({Next.DO, Next.VALUE})


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a board shows: one area, agreement, or party (as the one who must move), what has waited for so many days at
    least; "", None and 0 leave that open."""

    work_area: str = ""
    agreement: int | None = None
    party: int | None = None
    days: int = 0


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One thing that waits. ``mover`` must move next, ``other`` is the other side; ``since`` is the first day of waiting,
    ``days`` how many have passed. ``step`` is the last thing that was done (None: nothing), ``obstacle`` (key, words) the
    open obstacle that was raised about the commitment. ``period`` is (position, first day, last day) where a value of one
    is meant."""

    commitment: int
    text: str
    mover: int
    mover_name: str
    other: int
    other_name: str
    work_area: WorkArea
    agreement: int | None
    since: date
    days: int
    step: Move | None
    step_at: datetime | None
    obstacle: tuple[int, str] | None
    period: tuple[int, date, date] | None


def board(
    by: Actor, today: date, what: Next, narrowed: Narrowed, *, limit: int, offset: int = 0
) -> list[BoardLine]:
    """What waits for that move among what ``by`` may see, the longest first. Two queries."""
    if what in {Next.DO, Next.CONFIRM}:
        rows = _commitments(by, today, what, narrowed)
        rows = rows.order_by("due_on" if what is Next.DO else "done_on", "pk")
        found = list(_dressed(rows, "pk")[offset : offset + limit])
        return _lines([(row, None, row) for row in found], what, today)
    pieces = _periods(by, today, what, narrowed)
    pieces = pieces.order_by("report_by" if what is Next.VALUE else "moved_at", "pk")
    listed = list(_dressed(pieces.select_related("commitment"), "commitment")[offset : offset + limit])
    return _lines([(row.commitment, row, row) for row in listed], what, today)


def count_board(by: Actor, today: date, narrowed: Narrowed) -> dict[Next, int]:
    """How much waits for each move. Four queries."""
    return {
        what: (
            _commitments(by, today, what, narrowed)
            if what in {Next.DO, Next.CONFIRM}
            else _periods(by, today, what, narrowed)
        ).count()
        for what in Next
    }


def board_movers(by: Actor, today: date, narrowed: Narrowed, limit: int) -> list[tuple[int, str, int]]:
    """Who must move, whatever party it is narrowed to: key, short name and for how much, the most first. Five queries."""
    everybody = replace(narrowed, party=None)
    found: Counter[int] = Counter()
    for what in Next:
        whole = what in {Next.DO, Next.CONFIRM}
        rows: QuerySet[Any] = (_commitments if whole else _periods)(by, today, what, everybody)
        side = f"{'' if whole else 'commitment__'}{'giver' if what in GIVER_MOVES else 'receiver'}"
        counted = rows.order_by().values_list(side).annotate(count=Count("pk"))
        found.update(dict(counted))
    most = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:limit]
    names = organisation_names(key for key, _count in most)
    return [(key, names[key], count) for key, count in most]


def _commitments(by: Actor, today: date, what: Next, narrowed: Narrowed) -> QuerySet[Commitment]:
    rows = Commitment.objects.by(by)
    if what is Next.DO:
        rows = rows.filter(state__in=RUNNING, due_on__lt=today)
    else:
        rows = rows.filter(state=CommitmentState.REPORTED_DONE)
    return rows.filter(_condition(what, narrowed, "", today))


def _periods(by: Actor, today: date, what: Next, narrowed: Narrowed) -> QuerySet[Period]:
    rows = Period.objects.by(by)
    alive = RUNNING | {CommitmentState.REPORTED_DONE}
    if what is Next.VALUE:
        rows = rows.filter(state__in=[PeriodState.EMPTY, PeriodState.RETURNED], report_by__lt=today)
    else:
        rows = rows.filter(state=PeriodState.REPORTED)
    return rows.filter(_condition(what, narrowed, "commitment__", today), commitment__state__in=alive)


_SINCE = {Next.DO: "due_on", Next.VALUE: "report_by", Next.CONFIRM: "done_on"}


def _condition(what: Next, narrowed: Narrowed, below: str, today: date) -> Q:
    found = Q()
    if narrowed.days:
        last = today - timedelta(days=narrowed.days)
        if what is Next.APPROVE:  # a moment: until the end of that day
            found &= Q(moved_at__lt=datetime.combine(last + timedelta(days=1), time.min, CHINA))
        else:
            found &= Q(**{f"{_SINCE[what]}__lte": last})
    if narrowed.work_area:
        found &= Q(**{f"{below}work_area": narrowed.work_area})
    if narrowed.agreement is not None:
        found &= Q(**{f"{below}agreement": narrowed.agreement})
    if narrowed.party is not None:
        side = "giver" if what in GIVER_MOVES else "receiver"
        found &= Q(**{f"{below}{side}": narrowed.party})
    return found


def _dressed(rows: QuerySet[Any], commitment: str) -> QuerySet[Any]:
    """The same with the last step and the open obstacle of the commitment, by subqueries."""
    below = "" if commitment == "pk" else "commitment__"
    steps = Progress.objects.across_organisations("below the commitments in hand")
    steps = steps.filter(commitment=OuterRef(commitment)).order_by("-at", "-pk")
    obstacles = Obstacle.objects.across_organisations("raised about the commitments in hand")
    obstacles = obstacles.filter(commitment=OuterRef(commitment), removed_on=None).order_by("since", "pk")
    dressed: QuerySet[Any] = rows.select_related(f"{below}giver", f"{below}receiver").annotate(
        step_kind=Subquery(steps.values("kind")[:1]),
        step_at=Subquery(steps.values("at")[:1]),
        obstacle_key=Subquery(obstacles.values("pk")[:1]),
        obstacle_text=Subquery(obstacles.values("text")[:1]),
    )
    return dressed


def _lines(found: list[tuple[Any, Any, Any]], what: Next, today: date) -> list[BoardLine]:
    return [_line(promise, period, dressed, what, today) for promise, period, dressed in found]


def _line(promise: Any, period: Any, dressed: Any, what: Next, today: date) -> BoardLine:
    since = _since(promise, period, what) or today
    mover, other = (
        (promise.giver, promise.receiver) if what in GIVER_MOVES else (promise.receiver, promise.giver)
    )
    return BoardLine(
        commitment=promise.pk,
        text=promise.text,
        mover=mover.pk,
        mover_name=mover.short_name,
        other=other.pk,
        other_name=other.short_name,
        work_area=WorkArea(promise.work_area),
        agreement=promise.agreement_id,
        since=since,
        days=max(0, (today - since).days),
        step=Move(dressed.step_kind) if dressed.step_kind else None,
        step_at=dressed.step_at,
        obstacle=(dressed.obstacle_key, dressed.obstacle_text) if dressed.obstacle_key else None,
        period=(period.position, period.starts_on, period.ends_on) if period is not None else None,
    )


def _since(promise: Any, period: Any, what: Next) -> date | None:
    """The first day of waiting."""
    if what is Next.APPROVE:
        return civil_date(period.moved_at)
    found: date | None = {Next.DO: promise.due_on, Next.CONFIRM: promise.done_on}.get(what)
    return period.report_by if what is Next.VALUE else found
