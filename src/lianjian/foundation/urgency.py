"""Lists by urgency out of rows that have a day: the first of what is late, of this week, and of later, each with how
many there are. One query, however many rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db.models import Case, Count, F, Model, QuerySet, When, Window
from django.db.models.functions import RowNumber

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LATE, WEEK, LATER = "late", "week", "later"
WEEK_DAYS = timedelta(days=6)
"""This week: today and the six days after it."""

T = TypeVar("T")
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Soonest(Generic[T]):
    """The first lines of each stretch of time, the earliest first, and how many there are in each that has any."""

    lines: tuple[T, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def soonest(rows: QuerySet[M], today: date, *, most: int, only: str = "") -> QuerySet[Any]:
    """The first ``most`` rows of each stretch by ``due_on``, each with its ``stretch`` and how many are ``in_stretch``.
    ``only`` leaves the other stretches out."""
    week_end = today + WEEK_DAYS
    if only == LATE:
        rows = rows.filter(due_on__lt=today)
    elif only == WEEK:
        rows = rows.filter(due_on__gte=today, due_on__lte=week_end)
    elif only == LATER:
        rows = rows.filter(due_on__gt=week_end)
    stretch = Case(When(due_on__lt=today, then=0), When(due_on__lte=week_end, then=1), default=2)
    found: QuerySet[Any] = (
        rows.annotate(stretch=stretch)
        .annotate(
            place=Window(RowNumber(), partition_by=F("stretch"), order_by=["due_on", "pk"]),
            in_stretch=Window(Count("pk"), partition_by=F("stretch")),
        )
        .filter(place__lte=most)
        .order_by("due_on", "pk")
    )
    return found


def counts_of(rows: list[Any]) -> dict[str, int]:
    """How many there are in each stretch, as the rows of ``soonest`` say."""
    return {(LATE, WEEK, LATER)[row.stretch]: row.in_stretch for row in rows}
