"""How far and how fast stories reach the outlets: shares with both their numbers, and hours until a story was handed over,
until the outlet had taken it, and until somebody or something saw it at its address. What nobody knows is counted as
unknown, neither as there nor as absent."""

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
    """One story and one outlet. Hours from the story's first publication until it was seen there (``hours``), handed over
    (``handed``) and taken (``accepted``); None where it was not, or nobody knows."""

    found: Found
    hours: float | None = None
    handed: float | None = None
    accepted: float | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """Of how many meetings the moment is known (``count``), and in hours the middle one and the one that nine of ten do not
    exceed (nearest rank); None where it is known of none."""

    count: int = 0
    median: float | None = None
    ninety: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines: hours with two decimals, null where nothing is known."""
        return {
            "count": self.count,
            "median_hours": None if self.median is None else round(self.median, 2),
            "ninety_percent_hours": None if self.ninety is None else round(self.ninety, 2),
        }


@dataclass(frozen=True, slots=True)
class Reach:
    """Of ``of`` meetings of a story and an outlet, ``seen`` were seen there and of ``unknown`` nobody knows. ``median`` and
    ``ninety`` are the hours until it was seen, None where nothing was; ``handed`` and ``accepted`` the same of the moments
    before. Handed over is not seen: of what was only handed over nobody knows that it is public."""

    of: int
    seen: int
    unknown: int
    median: float | None
    ninety: float | None
    handed: Times = Times()
    accepted: Times = Times()

    @property
    def not_seen(self) -> int:
        """Meetings of which it is known that nobody has seen it there."""
        return self.of - self.seen - self.unknown

    @property
    def sight(self) -> Times:
        """The hours until it was seen, in the shape of the other two."""
        return Times(self.seen, self.median, self.ninety)

    def as_json(self) -> dict[str, Any]:
        """Plain values for machines: hours with two decimals, null where nothing was seen."""
        hours = self.sight.as_json()
        return {
            "of": self.of,
            "seen": self.seen,
            "unknown": self.unknown,
            "not_seen": self.not_seen,
            "median_hours": hours["median_hours"],
            "ninety_percent_hours": hours["ninety_percent_hours"],
            "handed_over": self.handed.as_json(),
            "accepted": self.accepted.as_json(),
        }


def meeting_of(
    *,
    public_since: datetime,
    seen_at: datetime | None,
    newest: str,
    handed_at: datetime | None = None,
    accepted_at: datetime | None = None,
) -> Meeting:
    """What is known of a story at an outlet. ``seen_at``, ``handed_at`` and ``accepted_at``: the first moment of each;
    ``newest``: the state of its newest delivery, "" where there is none. A moment before the story's own publication
    counts as no hours."""

    def hours(moment: datetime | None) -> float | None:
        return None if moment is None else max(0.0, (moment - public_since).total_seconds() / HOUR)

    found = Found.UNKNOWN if newest == State.UNKNOWN else Found.NOT_SEEN
    if seen_at is not None:
        found = Found.SEEN
    return Meeting(found, hours(seen_at), hours(handed_at), hours(accepted_at))


def times_of(hours: Iterable[float | None]) -> Times:
    """The known ones of these hours in numbers."""
    known = sorted(one for one in hours if one is not None)
    if not known:
        return Times()
    return Times(len(known), median(known), known[math.ceil(0.9 * len(known)) - 1])


def reach_of(meetings: Iterable[Meeting]) -> Reach:
    """The meetings in numbers."""
    held = list(meetings)
    sight = times_of(one.hours for one in held)
    return Reach(
        of=len(held),
        seen=sum(one.found == Found.SEEN for one in held),
        unknown=sum(one.found == Found.UNKNOWN for one in held),
        median=sight.median,
        ninety=sight.ninety,
        handed=times_of(one.handed for one in held),
        accepted=times_of(one.accepted for one in held),
    )
