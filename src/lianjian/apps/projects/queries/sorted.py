"""Commitments by how they stand, page by page: what a desktop list shows under its tabs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db.models import Case, Count, Q, When

from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.queries.commitments import OPEN_STATES, lines_of
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.apps.projects.queries.commitments import CommitmentLine
    from lianjian.foundation.actor import Actor


class Sort(StrEnum):
    """What a list is narrowed to; a late one is open too."""

    OPEN = "open"
    LATE = "late"
    WAITING = "waiting"
    SETTLED = "settled"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Among:
    """Commitments of one area, under one agreement, given or received by one party; "" and None leave that open."""

    work_area: str = ""
    agreement: int | None = None
    giver: int | None = None
    receiver: int | None = None


EVERYTHING = Among()


def _condition(sort: Sort, today: date) -> Q:
    return {
        Sort.OPEN: Q(state__in=OPEN_STATES),
        Sort.LATE: Q(state__in=RUNNING, due_on__lt=today),
        Sort.WAITING: Q(state=CommitmentState.REPORTED_DONE),
        Sort.SETTLED: ~Q(state__in=OPEN_STATES),
        Sort.ALL: Q(),
    }[sort]


def commitments_sorted(
    by: Actor, today: date, sort: Sort, *, among: Among = EVERYTHING, limit: int, offset: int = 0
) -> list[CommitmentLine]:
    """Commitments ``by`` may see, late first, then by day. One query."""
    late = Case(When(state__in=RUNNING, due_on__lt=today, then=0), default=1)
    rows = _rows(by, among).filter(_condition(sort, today)).order_by(late, "due_on", "pk")
    return lines_of(rows, today, limit=limit, offset=offset)


def count_sorted(by: Actor, today: date, *, among: Among = EVERYTHING) -> dict[Sort, int]:
    """How many those are under each. One query."""
    counts = {
        f"is_{sort}": Count("pk", filter=_condition(sort, today)) for sort in Sort if sort is not Sort.ALL
    }
    found = _rows(by, among).aggregate(is_all=Count("pk"), **counts)
    return {sort: found[f"is_{sort}"] for sort in Sort}


def _rows(by: Actor, among: Among) -> QuerySet[Commitment]:
    wanted = {
        "work_area": among.work_area or None,
        "agreement": among.agreement,
        "giver": among.giver,
        "receiver": among.receiver,
    }
    return Commitment.objects.by(by).filter(**{name: one for name, one in wanted.items() if one is not None})
