"""Seasons as months: from one to another, both included, and over the turn of the year where the second is earlier."""

from __future__ import annotations

from lianjian.kernel.refusals import Refused, gettext_noop

MONTHS = 12


def check_season(first: int, last: int) -> tuple[int, int]:
    """The two months. Raises Refused where one is none."""
    for month, field in ((first, "first_month"), (last, "last_month")):
        if not 1 <= month <= MONTHS:
            raise Refused(gettext_noop("A month is a number from 1 to 12."), field=field)
    return first, last


def months_of(first: int, last: int) -> tuple[int, ...]:
    """The months of a season in their order: 11 to 2 is (11, 12, 1, 2), 4 to 4 is (4,)."""
    length = (last - first) % MONTHS + 1
    return tuple((first - 1 + step) % MONTHS + 1 for step in range(length))


def in_season(first: int, last: int, month: int) -> bool:
    """Whether ``month`` (1 to 12) lies in the season."""
    return (month - first) % MONTHS <= (last - first) % MONTHS
