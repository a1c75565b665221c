"""Commitments of one agreement or one organisation that run, and those kept lately: what a glance counts and shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q

from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.queries.commitments import lines_of
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.apps.projects.queries.commitments import CommitmentLine
    from lianjian.foundation.actor import Actor


def running_by_giver(
    by: Actor, today: date, *, agreement: int | None = None, organisation: int | None = None
) -> dict[int, tuple[int, int]]:
    """For each giver of commitments of the agreement, or of those that the organisation gives or receives, that run: how
    many are late, and how many there are. One query."""
    rows = _about(Commitment.objects.by(by), agreement, organisation).filter(state__in=RUNNING)
    counted = (
        rows.order_by()
        .values("giver")
        .annotate(late=Count("pk", filter=Q(due_on__lt=today)), there=Count("pk"))
    )
    return {row["giver"]: (row["late"], row["there"]) for row in counted}


def running(
    by: Actor,
    today: date,
    *,
    late: bool,
    limit: int,
    giver: int | None = None,
    agreement: int | None = None,
    organisation: int | None = None,
) -> list[CommitmentLine]:
    """The first ``limit`` of these by day, of one giver where it is named; ``late`` leaves out the others. One query."""
    rows = _about(Commitment.objects.by(by), agreement, organisation).filter(state__in=RUNNING)
    if giver is not None:
        rows = rows.filter(giver=giver)
    if late:
        rows = rows.filter(due_on__lt=today)
    return lines_of(rows.order_by("due_on", "pk"), today, limit=limit)


def kept_since(
    by: Actor,
    since: date,
    today: date,
    *,
    limit: int,
    agreement: int | None = None,
    organisation: int | None = None,
) -> tuple[list[CommitmentLine], int]:
    """The newest ``limit`` of the same commitments that were done from that day on and are confirmed, and how many there
    are. Two queries."""
    rows = _about(Commitment.objects.by(by), agreement, organisation)
    rows = rows.filter(state=CommitmentState.CONFIRMED, done_on__gte=since)
    return lines_of(rows.order_by("-done_on", "-pk"), today, limit=limit), rows.count()


def _about(
    rows: QuerySet[Commitment], agreement: int | None, organisation: int | None
) -> QuerySet[Commitment]:
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if organisation is not None:
        rows = rows.filter(Q(giver=organisation) | Q(receiver=organisation))
    return rows
