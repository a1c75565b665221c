"""How far and how fast stories reach the outlets: shares with both their numbers, and hours until somebody or something saw
the story at its address. What nobody knows is counted as unknown, neither as there nor as absent."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING, Any

from lianjian.apps.matrix.rules.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

HOUR = 3600.0


class Found(StrEnum):
    """What is known of one story at one outlet."""

    SEEN = "seen"
    """It was public there, at an address; it may have been taken down since."""
    UNKNOWN = "unknown"
    """It may be there: no answer was kept."""
    NOT_SEEN = "not-seen"
    """Planned or not, handed over or not: nobody has seen it there."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """One story and one outlet. ``hours`` from the story's first publication until it was seen there, None where it was
    not."""

    found: Found
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Of ``of`` meetings of a story and an outlet, ``seen`` were seen there and of ``unknown`` nobody knows. ``median`` and
    ``ninety`` are hours (the middle one; the one that nine of ten do not exceed, by nearest rank), None where nothing was
    seen."""

    of: int
    seen: int
    unknown: int
    median: float | None
    ninety: float | None

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines: hours with two decimals, null where nothing was seen."""
        return {
            "of": self.of,
            "seen": self.seen,
            "unknown": self.unknown,
            "not_seen": self.of - self.seen - self.unknown,
            "median_hours": None if self.median is None else round(self.median, 2),
            "ninety_percent_hours": None if self.ninety is None else round(self.ninety, 2),
        }


def meeting_of(*, public_since: datetime, seen_at: datetime | None, newest: str) -> Meeting:
    """What is known of a story at an outlet. ``seen_at``: the first moment it was public there; ``newest``: the state of
    its newest delivery, "" where there is none. A moment before the story's own publication counts as no hours."""
    if seen_at is not None:
        return Meeting(Found.SEEN, max(0.0, (seen_at - public_since).total_seconds() / HOUR))
    return Meeting(Found.UNKNOWN if newest == State.UNKNOWN else Found.NOT_SEEN)


def reach_of(meetings: Iterable[Meeting]) -> Reach:
    """The meetings in numbers."""
    held = list(meetings)
    hours = sorted(one.hours for one in held if one.hours is not None)
    return Reach(
        of=len(held),
        seen=sum(one.found == Found.SEEN for one in held),
        unknown=sum(one.found == Found.UNKNOWN for one in held),
        median=median(hours) if hours else None,
        ninety=hours[math.ceil(0.9 * len(hours)) - 1] if hours else None,
    )
