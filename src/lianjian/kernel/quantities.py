"""Amounts with their unit: units are never added across kinds."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop


class Unit(StrEnum):
    """The units in which outcomes are counted (domain.md, figures)."""

    YUAN = "yuan"
    JOBS = "jobs"
    VISITORS = "visitors"
    PEOPLE_TRAINED = "people-trained"
    READS = "reads"
    HOUSEHOLDS = "households"
    METRES = "metres"
    MU = "mu"
    TONNES = "tonnes"
    SESSIONS = "sessions"
    ITEMS = "items"


UNIT_LABELS = {
    Unit.YUAN: gettext_noop("yuan"),
    Unit.JOBS: gettext_noop("jobs"),
    Unit.VISITORS: gettext_noop("visitors"),
    Unit.PEOPLE_TRAINED: gettext_noop("people trained"),
    Unit.READS: gettext_noop("reads"),
    Unit.HOUSEHOLDS: gettext_noop("households"),
    Unit.METRES: gettext_noop("metres"),
    Unit.MU: gettext_noop("mu"),
    Unit.TONNES: gettext_noop("tonnes"),
    Unit.SESSIONS: gettext_noop("sessions"),
    Unit.ITEMS: gettext_noop("items"),
}


@dataclass(frozen=True, slots=True, order=False)
class Quantity:
    """A finite decimal ``amount`` in one ``unit``."""

    amount: Decimal
    unit: Unit

    def __add__(self, other: Quantity) -> Quantity:
        if other.unit is not self.unit:
            msg = f"{self.unit} and {other.unit} cannot be added"
            raise ValueError(msg)
        return Quantity(self.amount + other.amount, self.unit)


def parse_amount(text: str, *, field: str = "") -> Decimal:
    """Read what a person typed as a number; thousands separators and full-width digits are understood.

    Raises Refused where it is no finite number: text in a number field is never stored.
    """
    plain = (
        text.strip()
        .translate(str.maketrans("０１２３４５６７８９．－", "0123456789.-"))
        .replace(",", "")
        .replace("，", "")
    )
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise Refused(
            gettext_noop("“%(typed)s” is not a number."),
            cure=gettext_noop("Type digits only, and put words into the note."),
            field=field,
            typed=text[:40],
        )
    return amount
