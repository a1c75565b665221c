"""What platforms count of our items: readers and those who passed it on. Their numbers, told as theirs; days without a number
are unknown, not nought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from lianjian.kernel.clock import CHINA, civil_date

if TYPE_CHECKING:
    from datetime import date

DAYS = 30
"""How long a platform goes on counting an item (getarticletotaldetail)."""
READY_AT = time(8, 30)
"""The platform has yesterday ready by eight in the morning, in China."""
AGAIN = timedelta(hours=3)
"""After an answer that was late, or none."""


@dataclass(frozen=True, slots=True)
class Count:
    """Numbers of one item up to and with a civil day, since it was published. ``key`` is what its delivery was given when it
    was sent; None where the platform says nothing of that number."""

    key: str
    until: date
    readers: int | None
    sharers: int | None
    likes: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """All counts of the items of one day. ``late``: the platform says itself that newer ones are on the way."""

    rows: tuple[Count, ...]
    late: bool = False


class NumbersRefusedError(Exception):
    """The platform tells no numbers; the message is its code."""


def days_to_ask(moments: list[datetime], now: datetime) -> list[date]:
    """The civil days in China on which something was published that is still counted and of which a number can be there,
    in order."""
    today = civil_date(now)
    ready = now.astimezone(CHINA).time() >= READY_AT
    last = today - timedelta(days=1 if ready else 2)
    first = today - timedelta(days=DAYS)
    return sorted({day for moment in moments if first <= (day := civil_date(moment)) <= last})


def next_asking(now: datetime, *, late: bool) -> datetime:
    """When to ask for the same day again: tomorrow when a new number is there, sooner where this one was late."""
    if late:
        return now + AGAIN
    tomorrow = civil_date(now) + timedelta(days=1)
    return datetime.combine(tomorrow, READY_AT, CHINA)
