"""When a message may leave: not at night, not on rest days for those who wish so. Civil time of China."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from lianjian.kernel.clock import CHINA

NIGHT_FROM, NIGHT_UNTIL = time(21), time(8)
MORNING = time(8, 7)
"""When what waited for the morning leaves: robots of Feishu are asked to avoid full and half hours."""
SATURDAY = 5


def leaves_at(moment: datetime, *, rest_days: bool) -> datetime:
    """The first moment from ``moment`` (aware) on at which a message may leave. ``rest_days``: none on Saturday and
    Sunday; public holidays are not known."""
    local = moment.astimezone(CHINA)
    if local.time() >= NIGHT_FROM:
        local = _morning(local + timedelta(days=1))
    elif local.time() < NIGHT_UNTIL:
        local = _morning(local)
    while rest_days and local.weekday() >= SATURDAY:
        local = _morning(local + timedelta(days=1))
    return local


def next_morning(moment: datetime, *, rest_days: bool) -> datetime:
    """The same for the day after: a second digest of a day waits until then."""
    return leaves_at(_morning(moment.astimezone(CHINA) + timedelta(days=1)), rest_days=rest_days)


def _morning(local: datetime) -> datetime:
    return datetime.combine(local.date(), MORNING, CHINA)
