"""The agreed rhythm of contact: every so many weeks or months from a first day, as dates."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from lianjian.kernel.refusals import Refused, gettext_noop

MOST = 60
"""The longest step: five years of months."""


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"


PERIOD_LABELS = {Period.WEEK: gettext_noop("weeks"), Period.MONTH: gettext_noop("months")}


def check_rhythm(every: int, period: str, starts_on: date, ends_on: date | None) -> Period:
    """The period of that name. Raises Refused where step, period or term make no sense."""
    if period not in set(Period):
        raise Refused(gettext_noop("“%(period)s” is no period."), field="period", period=period)
    if not 1 <= every <= MOST:
        raise Refused(
            gettext_noop("The step is a whole number from 1 to %(most)s."), field="every", most=MOST
        )
    if ends_on is not None and ends_on < starts_on:
        raise Refused(gettext_noop("The term ends before it starts."), field="ends_on")
    return Period(period)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter: 31 January + 1 is 28
    February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_dates(starts_on: date, *, every: int, period: Period, after: date | None, until: date) -> list[date]:
    """The dates after ``after`` (all where None) up to and including ``until``.

    Counted from ``starts_on``, never from the last one: a short month does not shift the months behind it.
    """
    found: list[date] = []
    step = 0
    if after is not None and period is Period.WEEK:
        step = max(0, (after - starts_on).days // (7 * every))
    elif after is not None:
        step = max(0, ((after.year - starts_on.year) * 12 + after.month - starts_on.month) // every - 1)
    while True:
        day = (
            starts_on + timedelta(weeks=step * every)
            if period is Period.WEEK
            else add_months(starts_on, step * every)
        )
        if day > until:
            return found
        if after is None or day > after:
            found.append(day)
        step += 1
