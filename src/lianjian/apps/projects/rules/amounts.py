"""Amounts as they are stored: finite, not negative, up to four places, in one unit."""

from __future__ import annotations

from decimal import Decimal

from lianjian.kernel.quantities import Unit, check_scale, parse_amount
from lianjian.kernel.refusals import Refused, gettext_noop

PLACES = 4
LARGEST = Decimal(10) ** 15
"""Exclusive: more than all the money of a province, less than the column holds."""


def check_amount(typed: str | int | Decimal, *, field: str) -> Decimal:
    """The number. Text in a number field, a negative, endless or too precise number is Refused, never
    rounded."""
    amount = _read(typed, field)
    if amount < 0:
        raise Refused(gettext_noop("A number below zero is not possible here."), field=field)
    if amount != round(amount, PLACES):
        raise Refused(gettext_noop("Up to %(places)s decimal places are kept."), field=field, places=PLACES)
    return amount


def check_counted(typed: str | int | Decimal, unit: Unit, *, field: str) -> Decimal:
    """The number, in a unit: whole where it is counted by heads or pieces, below zero where there can be a loss. Refused
    otherwise, never rounded."""
    return check_scale(_read(typed, field), unit, field=field)


def _read(typed: str | int | Decimal, field: str) -> Decimal:
    amount = parse_amount(f"{typed:f}" if isinstance(typed, Decimal) else str(typed), field=field)
    if abs(amount) >= LARGEST:
        raise Refused(
            gettext_noop("The number is too large."), cure=gettext_noop("Check the unit."), field=field
        )
    return amount


def check_unit(unit: str) -> Unit:
    """The unit of that name. Raises Refused where there is none."""
    if unit not in set(Unit):
        raise Refused(gettext_noop("“%(unit)s” is no unit."), field="unit", unit=unit)
    return Unit(unit)


def tidy(amount: Decimal) -> Decimal:
    """The same number without zeros behind the point and without an exponent: 12.0000 is 12, 1E+1 is 10."""
    return Decimal(f"{amount:f}".rstrip("0").rstrip(".")) if "." in f"{amount:f}" else Decimal(f"{amount:f}")
