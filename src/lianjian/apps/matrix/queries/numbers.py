"""What platforms counted of our items, as the ledger shows it: their numbers, with the day until which they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.models import OutletNumbers
from lianjian.apps.matrix.ports import Counting, adapters

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from lianjian.apps.matrix.models import Delivery, Outlet
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Numbers:
    """Counts of people from the publication to the end of a civil day; None where the platform does not say. ``until`` is None
    where it has told nothing yet."""

    until: date | None = None
    readers: int | None = None
    sharers: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        until = self.until.isoformat() if self.until else None
        return {"until": until, "readers": self.readers, "sharers": self.sharers}


def numbers_of(by: Actor, deliveries: Sequence[Delivery]) -> dict[int, Numbers]:
    """The newest numbers by delivery. One query."""
    rows = OutletNumbers.objects.by(by).filter(delivery__in=[one.pk for one in deliveries]).order_by("until")
    return {row.delivery_id: Numbers(row.until, row.readers, row.sharers) for row in rows}


def numbers_at(outlet: Outlet, deliveries: Sequence[Delivery], known: dict[int, Numbers]) -> Numbers | None:
    """The numbers of the newest delivery that has some; empty ones where the outlet tells numbers and has told none yet; None
    where it tells none."""
    for delivery in reversed(deliveries):
        if delivery.pk in known:
            return known[delivery.pk]
    tells = isinstance(adapters().serving(outlet.platform, outlet.mode), Counting)
    public = any(delivery.state == "published" for delivery in deliveries)
    return Numbers() if tells and public else None
