"""Amounts with their unit: units are never added across kinds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
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

PLACES = {Unit.YUAN: 2, Unit.METRES: 2, Unit.MU: 2, Unit.TONNES: 3}
"""Decimal places of measured units; what is counted by heads or pieces has none."""
BELOW_ZERO = frozenset({Unit.YUAN})
"""Units in which less than nothing can be reached: a loss."""


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


_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋，", "0123456789.-+,")
_NUMBER = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)((?:\.[0-9]*)?)([万亿]?)")
_GROUPED = re.compile(r"[+-]?[0-9]+(,[0-9]+)+(\.[0-9]*)?[万亿]?")
_ABOUT = re.compile(
    r"(约|大约|近|约为|将近|超过|不足|至少|逾|>|<|≈|~|～).*[0-9].*|[0-9].*(多|余|左右|以上|以下|上下|\+|～|~).*"
)
_NOTHING = re.compile(r"n/?a|无|没有|未知|不详|待定|[-—－/]+", re.IGNORECASE)
_ZEROS = {"": 0, "万": 4, "亿": 8}


def parse_amount(text: str, *, field: str = "") -> Decimal:
    """Read what a person typed as a number: thousands separators where they belong, full-width digits and 万, 亿 are
    understood (1,200; １２００; 1.2万).

    Raises Refused where it is no finite number: text, a rounded figure or a mark for "none" is never stored.
    """
    plain = text.strip().translate(_FULL_WIDTH).replace(" ", "")
    found = _NUMBER.fullmatch(plain)
    if found is None:
        raise _no_number(text, plain, field)
    sign, whole, part, myriad = found.groups()
    return Decimal(f"{sign}{whole.replace(',', '')}{part}E{_ZEROS[myriad]}")


def _no_number(text: str, plain: str, field: str) -> Refused:
    """What is wrong with it, and what to type instead."""
    said, cure = gettext_noop("“%(typed)s” is not a number."), ""
    if _NOTHING.fullmatch(plain):
        cure = gettext_noop("Type 0 where nothing was reached, and leave it out where it is not known yet.")
    elif _GROUPED.fullmatch(plain):
        cure = gettext_noop("Put commas after each third digit, or leave them out.")
    elif _ABOUT.fullmatch(plain):
        said = gettext_noop("“%(typed)s” is not exact.")
        cure = gettext_noop("Type the number that the proof shows, and put the rest into the note.")
    return Refused(
        said,
        cure=cure or gettext_noop("Type digits only, and put words into the note."),
        field=field,
        typed=text[:40],
    )


def check_scale(amount: Decimal, unit: Unit, *, field: str = "") -> Decimal:
    """The amount, if that unit can have it. Raises Refused for half a person and for less than none of what cannot be
    lost; nothing is rounded."""
    places = PLACES.get(unit, 0)
    if amount < 0 and unit not in BELOW_ZERO:
        raise Refused(gettext_noop("A number below zero is not possible here."), field=field)
    if amount != round(amount, places):
        said = (
            gettext_noop("Up to %(places)s decimal places are kept.")
            if places
            else gettext_noop("This is counted in whole numbers.")
        )
        raise Refused(said, field=field, places=places)
    return amount
