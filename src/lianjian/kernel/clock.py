"""Time as an argument: rules never read the wall clock themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Protocol

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has one civil time without summer time since 1992; dates of the domain are dates in it."""


class Clock(Protocol):
    """Anything that tells the time as an aware datetime in UTC."""

    def __call__(self) -> datetime: ...


def wall_clock() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


def civil_date(moment: datetime) -> date:
    """The calendar date in China at an aware ``moment``. Raises ValueError on a naive one."""
    if moment.tzinfo is None:
        msg = "a moment without a time zone has no civil date"
        raise ValueError(msg)
    return moment.astimezone(CHINA).date()
