"""Industry alliances (产业联盟): parts of members, units of goods, prices."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from decimal import Decimal


class PartState(StrEnum):
    """How an organisation stands to an alliance."""

    INVITED = "invited"
    MEMBER = "member"
    DECLINED = "declined"
    LEFT = "left"


LIVING_PARTS = frozenset({PartState.INVITED, PartState.MEMBER})

PART_LABELS = {
    PartState.INVITED: gettext_noop("invited"),
    PartState.MEMBER: gettext_noop("member"),
    PartState.DECLINED: gettext_noop("declined"),
    PartState.LEFT: gettext_noop("left the alliance"),
}


class GoodsUnit(StrEnum):
    """What goods are counted in. Jin is half a kilogram, and yet never added to kilograms: what was typed stays."""

    JIN = "jin"
    KILOGRAM = "kilogram"
    TONNE = "tonne"
    BOX = "box"
    PIECE = "piece"
    BOTTLE = "bottle"
    HEAD = "head"
    NIGHT = "night"
    TICKET = "ticket"


GOODS_LABELS = {
    GoodsUnit.JIN: gettext_noop("jin (500 g)"),
    GoodsUnit.KILOGRAM: gettext_noop("kilograms"),
    GoodsUnit.TONNE: gettext_noop("tonnes"),
    GoodsUnit.BOX: gettext_noop("boxes"),
    GoodsUnit.PIECE: gettext_noop("pieces"),
    GoodsUnit.BOTTLE: gettext_noop("bottles"),
    GoodsUnit.HEAD: gettext_noop("head of livestock"),
    GoodsUnit.NIGHT: gettext_noop("room nights"),
    GoodsUnit.TICKET: gettext_noop("tickets"),
}


def check_goods_unit(unit: str) -> GoodsUnit:
    """The unit of that name. Raises Refused where there is none."""
    if unit not in set(GoodsUnit):
        raise Refused(gettext_noop("“%(unit)s” is no unit."), field="unit", unit=unit)
    return GoodsUnit(unit)


def known_amount(typed: str | int | Decimal | None, *, field: str) -> Decimal | None:
    """The number, None where nothing was typed: unknown, which is not nothing."""
    if typed is None or not str(typed).strip():
        return None
    return check_amount(typed, field=field)


def check_prices(
    lowest: str | Decimal | None, highest: str | Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    """A price range in yuan for one unit; one price alone is both. Raises Refused where the range is upside down."""
    low, high = (
        known_amount(lowest, field="lowest_price"),
        known_amount(highest, field="highest_price"),
    )
    low, high = low if low is not None else high, high if high is not None else low
    if low is not None and high is not None and low > high:
        raise Refused(gettext_noop("The lowest price is higher than the highest one."), field="lowest_price")
    return low, high


def check_claim(claim: str, files: int) -> None:
    """Raises Refused where goods claim to be organic or to bear a mark, and nothing proves it."""
    if claim and not files:
        raise Refused(
            gettext_noop("A claim needs its certificate."),
            cure=gettext_noop("Add a photo or PDF of it, or leave the claim out."),
            field="files",
        )
