"""How much of something there is or is wanted: a number with its unit, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from decimal import Decimal

    from lianjian.kernel.quantities import Unit

Counted = tuple["Decimal | None", "Unit | str"]


def check_quantity(quantity: str | int | Decimal | None, unit: str) -> Counted:
    """Number and unit as they are kept: both, or None and "" where the quantity is unknown, which is not nothing. Raises
    Refused where one is given without the other, or is none."""
    unknown = quantity is None or quantity == ""
    if unknown != (not unit):
        raise Refused(gettext_noop("A quantity needs a number and a unit, or neither."), field="quantity")
    if quantity is None or unknown:
        return None, ""
    return check_amount(quantity, field="quantity"), check_unit(unit)
