"""What the system found on pages that people named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext

from lianjian.apps.matrix.models import ConfirmedPage
from lianjian.apps.matrix.rules.reading_back import SIGHT_LABELS, Sight

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from lianjian.apps.matrix.models import Delivery
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What reading a page came to, in a sentence; ``at``, ``status`` (0: no answer) and ``title`` are the evidence of the last
    try, ``next_at`` when there will be another."""

    sight: str
    words: str
    at: datetime | None
    status: int
    title: str
    next_at: datetime | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines."""
        return {
            "sight": self.sight,
            "at": self.at.isoformat() if self.at else None,
            "status": self.status or None,
            "title": self.title,
        }


def pages_of(by: Actor, deliveries: Iterable[Delivery]) -> dict[int, ConfirmedPage]:
    """By delivery. One query."""
    keys = [delivery.pk for delivery in deliveries]
    return {row.delivery_id: row for row in ConfirmedPage.objects.by(by).filter(delivery__in=keys)}


def page_seen(row: ConfirmedPage | None) -> PageSeen | None:
    """The row in words."""
    if row is None:
        return None
    sight = Sight(row.sight)
    return PageSeen(sight, gettext(SIGHT_LABELS[sight]), row.read_at, row.status, row.title, row.next_at)
