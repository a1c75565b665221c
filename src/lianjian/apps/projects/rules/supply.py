"""The supply and demand calendar: month by month who offers how much and who looks for how much.

A season's amount is spread evenly over its months: nobody has told more. Amounts are added within one product and one
unit only; one without an amount is counted, and never taken for nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from lianjian.apps.projects.rules.seasons import MONTHS, months_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


class Balance(StrEnum):
    """How supply stands to demand."""

    NOTHING = "nothing"
    EVEN = "even"
    SURPLUS = "surplus"
    SHORTAGE = "shortage"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Season:
    """An offer or a demand: so much (None: unknown) of a product in the months from ``first`` to ``last``."""

    name: str
    unit: str
    first: int
    last: int
    amount: Decimal | None


@dataclass(slots=True)
class Month:
    """One product in one month. Amounts are those that are known; the counts say how many stand behind them."""

    offered: Fraction = field(default_factory=Fraction)
    offers: int = 0
    offers_unknown: int = 0
    sought: Fraction = field(default_factory=Fraction)
    demands: int = 0
    demands_unknown: int = 0

    @property
    def difference(self) -> Fraction:
        """Known supply less known demand."""
        return self.offered - self.sought

    @property
    def at_least(self) -> bool:
        """Whether what is not known would only make the balance larger."""
        return bool(self.offers_unknown or self.demands_unknown)

    @property
    def balance(self) -> Balance:
        """Surplus and shortage only where they hold whatever the unknown amounts are."""
        if not self.offers and not self.demands:
            return Balance.NOTHING
        if not self.offers:
            return Balance.SHORTAGE
        if not self.demands:
            return Balance.SURPLUS
        if self.difference > 0 and not self.demands_unknown:
            return Balance.SURPLUS
        if self.difference < 0 and not self.offers_unknown:
            return Balance.SHORTAGE
        return Balance.UNKNOWN if self.at_least else Balance.EVEN


@dataclass(frozen=True, slots=True)
class Row:
    """One product in one unit over the twelve months, January first."""

    name: str
    unit: str
    months: tuple[Month, ...]


def calendar_of(offers: Iterable[Season], demands: Iterable[Season]) -> list[Row]:
    """One row for each product and unit, by name."""
    rows: dict[tuple[str, str], tuple[Month, ...]] = {}

    def months(one: Season) -> list[Month]:
        row = rows.setdefault((one.name.casefold(), one.unit), tuple(Month() for _ in range(MONTHS)))
        names.setdefault((one.name.casefold(), one.unit), one.name)
        return [row[month - 1] for month in months_of(one.first, one.last)]

    names: dict[tuple[str, str], str] = {}
    for one in offers:
        there = months(one)
        for month in there:
            month.offers += 1
            month.offers_unknown += one.amount is None
            month.offered += Fraction(one.amount or 0) / len(there)
    for one in demands:
        there = months(one)
        for month in there:
            month.demands += 1
            month.demands_unknown += one.amount is None
            month.sought += Fraction(one.amount or 0) / len(there)
    return [Row(names[key], key[1], found) for key, found in sorted(rows.items())]
