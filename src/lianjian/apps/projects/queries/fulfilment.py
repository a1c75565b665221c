"""How promises are kept: by party, by area, by agreement, and who owes whom. Counts only: no words of a
commitment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, F, Q, QuerySet

from lianjian.apps.parties.queries import organisation_names
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState, Fulfilment, Side
from lianjian.apps.projects.rules.work_areas import WorkArea

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Cell:
    """What one party owes another: how many commitments ever, open, late, to be confirmed, kept in time."""

    giver: int
    giver_name: str
    receiver: int
    receiver_name: str
    all: int
    running: int
    late: int
    awaiting: int
    kept: int


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One of the six areas: how many commitments there are, and how they are kept."""

    area: WorkArea
    all: int
    fulfilment: Fulfilment


def fulfilment(
    by: Actor,
    today: date,
    *,
    organisation: int | None = None,
    agreement: int | None = None,
    work_area: str = "",
) -> Fulfilment:
    """How the commitments ``by`` may see are kept; ``organisation`` is the giver. One query."""
    rows = Commitment.objects.by(by)
    if organisation is not None:
        rows = rows.filter(giver=organisation)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if work_area:
        rows = rows.filter(work_area=work_area)
    return fulfilment_of(rows, today)


def fulfilment_by(
    by: Actor, today: date, what: Literal["giver", "work_area", "agreement"]
) -> dict[int | str | None, Fulfilment]:
    """The same for each giver, area or agreement. One query."""
    rows = Commitment.objects.by(by).order_by().values(what).annotate(**counts_by(today))
    return {row[what]: fulfilment_from(row) for row in rows}


def pairs(by: Actor, today: date, limit: int, offset: int = 0) -> list[Cell]:
    """Who owes whom as pairs of parties among what ``by`` may see, the most late first. Two queries."""
    counts = counts_by(today)
    grouped: Any = Commitment.objects.by(by).order_by().values("giver", "receiver")
    grouped = grouped.annotate(
        all=Count("pk"),
        open_now=Count("pk", filter=Q(state__in=RUNNING)),
        late=counts["late"],
        waiting=Count("pk", filter=Q(state=CommitmentState.REPORTED_DONE)),
        kept=Count("pk", filter=KEPT),
    )
    found = list(grouped.order_by("-late", "-open_now", "giver", "receiver")[offset : offset + limit])
    names = organisation_names({key for row in found for key in (row["giver"], row["receiver"])})
    return [
        Cell(
            giver=row["giver"],
            giver_name=names[row["giver"]],
            receiver=row["receiver"],
            receiver_name=names[row["receiver"]],
            all=row["all"],
            running=row["open_now"] - row["late"],
            late=row["late"],
            awaiting=row["waiting"],
            kept=row["kept"],
        )
        for row in found
    ]


def count_pairs(by: Actor) -> int:
    """How many those are. One query."""
    return Commitment.objects.by(by).order_by().values("giver", "receiver").distinct().count()


def public_areas(today: date) -> list[AreaLine]:
    """The six areas over the whole network, all of them, in their order: counts only, for everybody. One
    query."""
    return areas_of(
        Commitment.objects.across_organisations("counts by area are public; no words leave"), today
    )


def public_fulfilment(today: date) -> Fulfilment:
    """How the promises of the whole network are kept: counts only, for everybody."""
    return fulfilment_of(Commitment.objects.across_organisations("counts are public; no words leave"), today)


def areas_of(rows: QuerySet[Commitment], today: date) -> list[AreaLine]:
    """All six areas over these rows, in their order. One query."""
    counted = {
        row["work_area"]: row
        for row in rows.order_by().values("work_area").annotate(all=Count("pk"), **counts_by(today))
    }
    return [
        AreaLine(
            area=area,
            all=counted[area]["all"] if area in counted else 0,
            fulfilment=fulfilment_from(counted[area]) if area in counted else Fulfilment(),
        )
        for area in WorkArea
    ]


def fulfilment_of(rows: QuerySet[Commitment], today: date) -> Fulfilment:
    """How these rows are kept. One query."""
    return fulfilment_from(rows.aggregate(**counts_by(today)))


KEPT = Q(state=CommitmentState.CONFIRMED, done_on__lte=F("due_on"))
_GIVEN_UP = Q(state=CommitmentState.WITHDRAWN, withdrawn_by=Side.GIVER)


def _conditions(today: date) -> dict[str, Q]:
    """``rules.commitments.standing`` said in the database's words; a test holds the two together."""
    past = Q(due_on__lt=today)
    return {
        "due": past & (~Q(state=CommitmentState.WITHDRAWN) | _GIVEN_UP),
        "on_time": past & KEPT,
        "done_late": past & Q(state=CommitmentState.CONFIRMED) & ~KEPT,
        "awaiting": past & Q(state=CommitmentState.REPORTED_DONE),
        "late": past & Q(state__in=RUNNING),
        "broken": past & _GIVEN_UP,
        "running": ~past & Q(state__in=RUNNING | {CommitmentState.REPORTED_DONE}),
        "early": ~past & Q(state=CommitmentState.CONFIRMED),
    }


COUNTED = {"running": ("running",), "due": ("due",), "kept": ("on_time",), "late": ("late", "broken")}
"""What the public tables count, by their word in addresses, and the numbers of ``Fulfilment`` each adds up."""


def counted_as(word: str, today: date) -> Q:
    """The condition under which a commitment is counted under one of ``COUNTED``. Raises KeyError for another word."""
    conditions = _conditions(today)
    found = Q(pk__in=[])
    for number in COUNTED[word]:
        found |= conditions[number]
    return found


def counts_by(today: date) -> dict[str, Count]:
    """The numbers of ``Fulfilment`` for rows that are grouped or summed."""
    return {name: Count("pk", filter=condition) for name, condition in _conditions(today).items()}


def fulfilment_from(row: Mapping[str, Any]) -> Fulfilment:
    """A row with these numbers as a ``Fulfilment``."""
    return Fulfilment(
        due=row.get("due", 0),
        on_time=row.get("on_time", 0),
        done_late=row.get("done_late", 0),
        awaiting=row.get("awaiting", 0),
        late=row.get("late", 0),
        broken=row.get("broken", 0),
        running=row.get("running", 0),
        early=row.get("early", 0),
    )
