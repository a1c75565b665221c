"""Who owes whom, at the grain that fits a page: kinds of organisations, their counties, or the parties themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Q, Value
from django.db.models.functions import Coalesce, Substr

from lianjian.apps.parties.queries import division_names, organisation_names
from lianjian.apps.projects.models import Commitment
from lianjian.apps.projects.queries.fulfilment import KEPT
from lianjian.apps.projects.rules.commitments import RUNNING, CommitmentState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor

COUNTY = 6
"""Digits of the code of a county (GB/T 2260)."""
FITTING = 24
"""As many parties of a kind stand one by one; more are taken together by county."""
ROWS = 24
COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the matrix: all kinds of organisations (""), one kind, or those of a kind in one county ("" is not
    narrowed, "-" those without a place)."""

    kind: str = ""
    county: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A row or a column: ``key`` is a kind, the code of a county ("-" without a place), or an organisation; ``name`` is None
    for a kind, which the face names, and for "-". ``late`` and ``all`` count what stands in the whole row or column."""

    key: str
    name: str | None
    all: int
    late: int


@dataclass(frozen=True, slots=True)
class Owed:
    """What stands in a cell: open and in time, late, to be confirmed, done in time, and all there ever was."""

    all: int
    running: int
    late: int
    awaiting: int
    kept: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Some rows and columns of the matrix with the cells that hold something, by (row key, column key). ``grain`` of either
    side is "kind", "county" or "party"; ``row_count`` and ``column_count`` say how many there are."""

    givers: tuple[Head, ...]
    receivers: tuple[Head, ...]
    cells: Mapping[tuple[str, str], Owed]
    giver_grain: str
    receiver_grain: str
    row_count: int
    column_count: int


def matrix(
    by: Actor,
    today: date,
    *,
    givers: Side,
    receivers: Side,
    agreement: int | None = None,
    work_area: str = "",
    row_offset: int = 0,
    column_offset: int = 0,
) -> Matrix:
    """Givers down, receivers across, among the commitments ``by`` may see; under one agreement the parties themselves. The
    most late first. A constant number of queries."""
    rows = Commitment.objects.by(by)
    if agreement is not None:
        rows = rows.filter(agreement=agreement)
    if work_area:
        rows = rows.filter(work_area=work_area)
    rows = _narrowed(_narrowed(rows, "giver", givers), "receiver", receivers)
    grains = [
        "party" if agreement is not None else _grain(rows, name, side)
        for name, side in (("giver", givers), ("receiver", receivers))
    ]
    labelled: QuerySet[Any] = rows.annotate(
        row=_label("giver", grains[0]), column=_label("receiver", grains[1])
    )
    down, row_count = _heads(labelled, "row", today, row_offset, ROWS)
    across, column_count = _heads(labelled, "column", today, column_offset, COLUMNS)
    shown = labelled.filter(
        row__in=[one["row"] for one in down], column__in=[one["column"] for one in across]
    )
    counted: Any = shown.order_by().values("row", "column").annotate(**_counts(today))
    names = [_names(grain, keys) for grain, keys in ((grains[0], [o["row"] for o in down]),
                                                     (grains[1], [o["column"] for o in across]))]  # fmt: skip
    return Matrix(
        givers=tuple(_head(one["row"], one, names[0]) for one in down),
        receivers=tuple(_head(one["column"], one, names[1]) for one in across),
        cells={
            (str(one["row"]), str(one["column"])): Owed(
                all=one["all"],
                running=one["open_now"] - one["late"],
                late=one["late"],
                awaiting=one["waiting"],
                kept=one["kept"],
            )
            for one in counted
        },
        giver_grain=grains[0],
        receiver_grain=grains[1],
        row_count=row_count,
        column_count=column_count,
    )


def _narrowed(rows: QuerySet[Commitment], name: str, side: Side) -> QuerySet[Commitment]:
    if side.kind:
        rows = rows.filter(**{f"{name}__kind": side.kind})
    if side.county == "-":
        rows = rows.filter(**{f"{name}__division": None})
    elif side.county:
        rows = rows.filter(**{f"{name}__division__code__startswith": side.county})
    return rows


def _grain(rows: QuerySet[Commitment], name: str, side: Side) -> str:
    if not side.kind:
        return "kind"
    if side.county:
        return "party"
    few = rows.order_by().values(name).distinct()[: FITTING + 1]
    return "party" if len(few) <= FITTING else "county"


def _label(name: str, grain: str) -> Any:
    if grain == "kind":
        return F(f"{name}__kind")
    if grain == "county":
        return Coalesce(Substr(f"{name}__division", 1, COUNTY), Value("-"))
    return F(f"{name}_id")


def _counts(today: date) -> dict[str, Count]:
    return {
        "all": Count("pk"),
        "open_now": Count("pk", filter=Q(state__in=RUNNING)),
        "late": Count("pk", filter=Q(state__in=RUNNING, due_on__lt=today)),
        "waiting": Count("pk", filter=Q(state=CommitmentState.REPORTED_DONE)),
        "kept": Count("pk", filter=KEPT),
    }


def _heads(rows: QuerySet[Any], name: str, today: date, offset: int, most: int) -> tuple[Sequence[Any], int]:
    counts = _counts(today)
    grouped = rows.order_by().values(name).annotate(all=counts["all"], late=counts["late"])
    listed = list(grouped.order_by("-late", "-all", name)[offset : offset + most])
    return listed, rows.order_by().values(name).distinct().count()


def _names(grain: str, keys: Iterable[Any]) -> Mapping[Any, str]:
    if grain == "party":
        return organisation_names(keys)
    if grain == "county":
        return {code: name for code, (name, _path) in division_names(keys).items()}
    return {}


def _head(key: Any, row: Mapping[str, Any], names: Mapping[Any, str]) -> Head:
    return Head(str(key), names.get(key), row["all"], row["late"])
