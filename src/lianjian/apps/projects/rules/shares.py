"""Agreed shares and what they make of a sum: per cent that are exactly a hundred, split in cents by largest remainder
(Hamilton's method)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

WHOLE = Decimal(100)
CENT = Decimal("0.01")


class ReceiptState(StrEnum):
    """What a party says of its part."""

    AWAITED = "awaited"
    RECEIVED = "received"
    NOT_RECEIVED = "not-received"


RECEIPT_LABELS = {
    ReceiptState.AWAITED: gettext_noop("not confirmed yet"),
    ReceiptState.RECEIVED: gettext_noop("received"),
    ReceiptState.NOT_RECEIVED: gettext_noop("not received"),
}


def check_shares(typed: Mapping[int, str | int | Decimal], parties: Sequence[int]) -> dict[int, Decimal]:
    """Per cent by party, in the order of ``parties``; a party may get nothing. Raises Refused unless every party is
    named, with two decimals at most, and the sum is exactly 100."""
    if set(typed) != set(parties):
        raise Refused(gettext_noop("Every party of the project needs its share."), field="shares")
    found = {party: check_amount(typed[party], field="shares") for party in parties}
    if any(share != share.quantize(CENT) for share in found.values()):
        raise Refused(gettext_noop("Shares have two decimal places at most."), field="shares")
    total = sum(found.values(), Decimal(0))
    if total != WHOLE:
        raise Refused(
            gettext_noop("The shares make %(total)s per cent, not 100."), field="shares", total=f"{total:f}"
        )
    return found


def check_cents(typed: str | int | Decimal, *, field: str) -> Decimal:
    """A sum in yuan with two decimals at most. Raises Refused for anything finer."""
    amount = check_amount(typed, field=field)
    if amount != amount.quantize(CENT):
        raise Refused(gettext_noop("A sum of money has two decimal places at most."), field=field)
    return amount


def split(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """The parts in yuan, in the order of ``shares`` (per cent that sum to 100): each is what its share makes, cut to
    cents; the cents left over go one each to the largest remainders, of equal ones to the first."""
    cents = int(total * 100)
    exact = [cents * int(share * 100) for share in shares]  # in ten-thousandths of a cent
    parts = [one // 10_000 for one in exact]
    left = cents - sum(parts)
    for place in sorted(range(len(shares)), key=lambda n: (-(exact[n] % 10_000), n))[:left]:
        parts[place] += 1
    return [Decimal(part) / 100 for part in parts]


def valid_on(agreed: Sequence[tuple[date, int]], day: date) -> int | None:
    """The key of the shares valid on ``day`` among (first day, key): the latest that has begun, of one day the one
    agreed last (the larger key); None where none has."""
    begun = [pair for pair in agreed if pair[0] <= day]
    return max(begun)[1] if begun else None
