"""Fulfilment over a time: by area and quarter, by party, by agreement. What was due in that time counts, by its day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.db.models.functions import TruncQuarter

from lianjian.apps.agreements.queries import agreement_titles
from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.queries.fulfilment import areas_of, counts_by, fulfilment_from, fulfilment_of
from lianjian.apps.projects.rules.work_areas import WorkArea

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.apps.projects.queries.fulfilment import AreaLine
    from lianjian.apps.projects.rules.commitments import Fulfilment
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Term:
    """Commitments that fall due on these days (both included; None is open), under one agreement or any."""

    since: date | None = None
    until: date | None = None
    agreement: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """How one party (as the giver) or one agreement keeps what falls due. ``name`` is "" where the reader may not see it;
    ``key`` is None for commitments without an agreement."""

    key: int | None
    name: str
    fulfilment: Fulfilment


@dataclass(frozen=True, slots=True)
class Quarter:
    """What fell due in the quarter that begins on ``starts_on``."""

    starts_on: date
    fulfilment: Fulfilment


def kept_in(by: Actor, today: date, term: Term) -> Fulfilment:
    """Everything ``by`` may see. One query."""
    return fulfilment_of(_rows(by, term), today)


def areas_in(by: Actor, today: date, term: Term) -> list[AreaLine]:
    """All six areas. One query."""
    return areas_of(_rows(by, term), today)


def quarters_in(by: Actor, today: date, term: Term) -> dict[WorkArea, list[Quarter]]:
    """By area, the quarters in which something fell due, in order. One query."""
    rows: Any = _rows(by, term).filter(due_on__lt=today).order_by()
    rows = rows.annotate(quarter=TruncQuarter("due_on")).values("work_area", "quarter")
    found: dict[WorkArea, list[Quarter]] = {area: [] for area in WorkArea}
    for row in rows.annotate(**counts_by(today)).order_by("quarter"):
        found[WorkArea(row["work_area"])].append(Quarter(row["quarter"], fulfilment_from(row)))
    return found


def parties_in(by: Actor, today: date, term: Term, limit: int, offset: int = 0) -> list[Kept]:
    """The parties that promised something, those with the most due first. Two queries."""
    rows: Any = _rows(by, term).order_by().values("giver").annotate(all=Count("pk"), **counts_by(today))
    found = list(rows.order_by("-due", "-all", "giver")[offset : offset + limit])
    names = organisation_names(row["giver"] for row in found)
    return [Kept(row["giver"], names.get(row["giver"], ""), fulfilment_from(row)) for row in found]


def count_parties_in(by: Actor, term: Term) -> int:
    """How many those are. One query."""
    return _rows(by, term).order_by().values("giver").distinct().count()


def agreements_in(by: Actor, today: date, term: Term, limit: int, offset: int = 0) -> list[Kept]:
    """The agreements under which something was promised, those with the most due first. Two queries."""
    rows: Any = _rows(by, term).order_by().values("agreement").annotate(all=Count("pk"), **counts_by(today))
    found = list(rows.order_by("-due", "-all", "agreement")[offset : offset + limit])
    names = agreement_titles(by, (row["agreement"] for row in found if row["agreement"] is not None))
    return [Kept(row["agreement"], names.get(row["agreement"], ""), fulfilment_from(row)) for row in found]


def count_agreements_in(by: Actor, term: Term) -> int:
    """How many those are. One query."""
    return _rows(by, term).order_by().values("agreement").distinct().count()


def _rows(by: Actor, term: Term) -> QuerySet[Any]:
    rows = Commitment.objects.by(by)
    if term.agreement is not None:
        rows = rows.filter(agreement=term.agreement)
    if term.since is not None:
        rows = rows.filter(due_on__gte=term.since)
    return rows.filter(due_on__lte=term.until) if term.until is not None else rows
