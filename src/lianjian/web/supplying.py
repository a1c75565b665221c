"""The calendar of supply and demand for a page: months that are alike stand in one line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from lianjian.apps.projects.rules.alliances import GOODS_LABELS, GoodsUnit
from lianjian.apps.projects.rules.supply import Balance
from lianjian.web.kit.seasons import season_words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction

    from lianjian.apps.projects.rules.supply import Month, Row

GOODS_WORDS = {str(unit): _(label) for unit, label in GOODS_LABELS.items()}
BALANCE_WORDS = {
    Balance.EVEN: _("in balance"),
    Balance.SURPLUS: _("surplus"),
    Balance.SHORTAGE: _("shortage"),
    Balance.UNKNOWN: _("cannot be said"),
}
BALANCE_MARKS = {
    Balance.EVEN: "ok",
    Balance.SURPLUS: "wait",
    Balance.SHORTAGE: "late",
    Balance.UNKNOWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Run:
    """Months of one product that are alike. Amounts are those of one month, None where none is known; ``*_unknown`` count
    the members who named none."""

    months: str
    offers: int
    offered: Decimal | None
    offers_unknown: int
    demands: int
    sought: Decimal | None
    demands_unknown: int
    mark: str
    word: Any
    difference: Decimal | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class Supply:
    """One product in one unit: a strip of the twelve months (the value of each balance), and its runs."""

    name: str
    unit: Any
    strip: tuple[str, ...]
    runs: tuple[Run, ...]


def supply_of(rows: Iterable[Row]) -> list[Supply]:
    """The rows of the calendar as a page shows them; months in which nobody offers or seeks anything are left out."""
    return [
        Supply(
            name=row.name,
            unit=GOODS_WORDS[GoodsUnit(row.unit)],
            strip=tuple(str(month.balance) for month in row.months),
            runs=tuple(_runs(row)),
        )
        for row in rows
    ]


def _runs(row: Row) -> list[Run]:
    """Runs of months that are alike; one that goes over the turn of the year begins with its month before it."""
    found: list[tuple[int, int, Month]] = []
    for _alike, group in groupby(enumerate(row.months, start=1), key=lambda pair: _likeness(pair[1])):
        months = list(group)
        found.append((months[0][0], months[-1][0], months[0][1]))
    if len(found) > 1 and _likeness(found[0][2]) == _likeness(found[-1][2]):
        last = found.pop()
        found[0] = (last[0], found[0][1], last[2])
    return [_run(first, last, month) for first, last, month in found if month.balance is not Balance.NOTHING]


def _likeness(month: Month) -> tuple[Any, ...]:
    return (
        month.offered,
        month.offers,
        month.offers_unknown,
        month.sought,
        month.demands,
        month.demands_unknown,
    )


def _run(first: int, last: int, month: Month) -> Run:
    both = month.offers > month.offers_unknown and month.demands > month.demands_unknown
    return Run(
        months=season_words(first, last),
        offers=month.offers,
        offered=_shown(month.offered) if month.offers > month.offers_unknown else None,
        offers_unknown=month.offers_unknown,
        demands=month.demands,
        sought=_shown(month.sought) if month.demands > month.demands_unknown else None,
        demands_unknown=month.demands_unknown,
        mark=BALANCE_MARKS[month.balance],
        word=BALANCE_WORDS[month.balance],
        difference=_shown(abs(month.difference))
        if both and month.balance in {Balance.SURPLUS, Balance.SHORTAGE}
        else None,
        at_least=month.at_least,
    )


def _shown(amount: Fraction) -> Decimal:
    """To one decimal place, without a needless zero."""
    exact = (Decimal(amount.numerator) / amount.denominator).quantize(Decimal("0.1"))
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
