"""Commitments by how they stand, page by page: what a desktop list shows under its tabs."""

from __future__ import annotations

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


def _condition(sort: Sort, today: date) -> Q:
    return {
        Sort.OPEN: Q(state__in=OPEN_STATES),
        Sort.LATE: Q(state__in=RUNNING, due_on__lt=today),
        Sort.WAITING: Q(state=CommitmentState.REPORTED_DONE),
        Sort.SETTLED: ~Q(state__in=OPEN_STATES),
    }[sort]


def commitments_sorted(
    by: Actor, today: date, sort: Sort, *, work_area: str = "", limit: int, offset: int = 0
) -> list[CommitmentLine]:
    """Commitments ``by`` may see, late first, then by day. One query."""
    late = Case(When(state__in=RUNNING, due_on__lt=today, then=0), default=1)
    rows = _rows(by, work_area).filter(_condition(sort, today)).order_by(late, "due_on", "pk")
    return lines_of(rows, today, limit=limit, offset=offset)


def count_sorted(by: Actor, today: date, *, work_area: str = "") -> dict[Sort, int]:
    """How many those are under each. One query."""
    counts = {str(sort): Count("pk", filter=_condition(sort, today)) for sort in Sort}
    found = _rows(by, work_area).aggregate(**counts)
    return {sort: found[sort] for sort in Sort}


def _rows(by: Actor, work_area: str) -> QuerySet[Commitment]:
    rows = Commitment.objects.by(by)
    return rows.filter(work_area=work_area) if work_area else rows
