"""Reading what parties put into a project: rows, and sums of what was planned and given."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Contribution
from lianjian.apps.projects.queries.commitments import FileLine
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.joint import ContributionKind
from lianjian.kernel.quantities import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


@dataclass(frozen=True, slots=True)
class ContributionLine:
    """What a party put in, or (``planned``) agreed to; ``amount`` and ``unit`` None where unknown. A row that another one
    took the place of (``corrected``) counts no more."""

    id: int
    organisation: int
    organisation_name: str
    kind: ContributionKind
    text: str
    amount: Decimal | None
    unit: Unit | None
    contributed_on: date
    planned: bool
    corrected: bool
    corrects: int | None
    reason: str
    recorded_by: int | None
    confirmed_on: date | None
    confirmed_by_name: str
    confirmed_for_name: str
    files: tuple[FileLine, ...]
    log_entry: int | None


@dataclass(frozen=True, slots=True)
class GivenSum:
    """What one kind of contribution comes to in one unit (None: those without an amount): known sums, and how many rows
    stand behind each."""

    kind: ContributionKind
    unit: Unit | None
    planned: Decimal
    given: Decimal
    planned_rows: int
    given_rows: int


def contributions_of(project: int) -> tuple[ContributionLine, ...]:
    """The contributions of a project that the caller has in hand, in their order. Two queries."""
    rows = Contribution.objects.across_organisations("below the project in hand").filter(project=project)
    found = rows.select_related("organisation", "confirmed_by", "confirmed_for", "corrected_by")
    return tuple(_line(row) for row in found.prefetch_related("files"))


def sums_of(lines: Iterable[ContributionLine]) -> list[GivenSum]:
    """Planned and given by kind and unit, never added across them; corrected rows left out."""
    sums: dict[tuple[ContributionKind, Unit | None], list[Decimal | int]] = {}
    for one in lines:
        if one.corrected:
            continue
        cell = sums.setdefault((one.kind, one.unit), [Decimal(0), Decimal(0), 0, 0])
        place = 0 if one.planned else 1
        cell[place] += one.amount or Decimal(0)
        cell[place + 2] += 1
    order = list(ContributionKind)
    return [
        GivenSum(kind, unit, Decimal(planned), Decimal(given), int(planned_rows), int(given_rows))
        for (kind, unit), (planned, given, planned_rows, given_rows) in sorted(
            sums.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1] or "")
        )
    ]


def _line(row: Contribution) -> ContributionLine:
    return ContributionLine(
        id=row.pk,
        organisation=row.organisation_id,
        organisation_name=row.organisation.short_name,
        kind=ContributionKind(row.kind),
        text=row.text,
        amount=None if row.amount is None else tidy(row.amount),
        unit=Unit(row.unit) if row.unit else None,
        contributed_on=row.contributed_on,
        planned=row.planned,
        corrected=hasattr(row, "corrected_by"),
        corrects=row.corrects_id,
        reason=row.reason,
        recorded_by=row.recorded_by_id,
        confirmed_on=row.confirmed_on,
        confirmed_by_name=row.confirmed_by.name if row.confirmed_by else "",
        confirmed_for_name=row.confirmed_for.short_name if row.confirmed_for else "",
        files=tuple(FileLine(f.pk, f.name, f.media_type) for f in row.files.all()),
        log_entry=row.log_entry_id,
    )
