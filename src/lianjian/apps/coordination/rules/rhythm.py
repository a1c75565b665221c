"""The agreed rhythm of contact as a recurrence rule (RFC 5545, section 3.3.10), and its dates.

A rhythm says a step ("every two months"), on which day of the stretch ("the last working day"), from which day, until
when, and which single days fall out. Where a month is shorter than the day asked for, its last day is meant: the 31st is
28 or 29 February, and the 31st again in March. 29 February of a yearly rhythm is 28 February in common years. Working
days are Monday to Friday: public holidays and the working weekends that make up for them are announced year by year by
the State Council and are not known here, so a day that falls on one is moved by a person.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from dateutil.rrule import rruleset, rrulestr

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection

MOST = 60
"""The longest step: five years of months."""
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
"""Days that a rhythm can begin or end on: what lies outside was mistyped."""
MOST_EXCEPTIONS = 60
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORKING = "MO,TU,WE,TH,FR"


class Period(StrEnum):
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Place(StrEnum):
    """Which day of a month is meant. ``SAME`` is the day of the first date."""

    SAME = ""
    DAY = "day"
    LAST_DAY = "last-day"
    FIRST_WORKING = "first-working-day"
    LAST_WORKING = "last-working-day"
    WEEKDAY_1 = "weekday-1"
    WEEKDAY_2 = "weekday-2"
    WEEKDAY_3 = "weekday-3"
    WEEKDAY_4 = "weekday-4"
    WEEKDAY_LAST = "weekday-last"


PERIOD_LABELS = {
    Period.WEEK: gettext_noop("weeks"),
    Period.MONTH: gettext_noop("months"),
    Period.YEAR: gettext_noop("years"),
}
PLACE_LABELS = {
    Place.SAME: gettext_noop("on the day of the month of the first day"),
    Place.DAY: gettext_noop("on a certain day of the month"),
    Place.LAST_DAY: gettext_noop("on the last day of the month"),
    Place.FIRST_WORKING: gettext_noop("on the first working day of the month"),
    Place.LAST_WORKING: gettext_noop("on the last working day of the month"),
    Place.WEEKDAY_1: gettext_noop("on the first such weekday of the month"),
    Place.WEEKDAY_2: gettext_noop("on the second such weekday of the month"),
    Place.WEEKDAY_3: gettext_noop("on the third such weekday of the month"),
    Place.WEEKDAY_4: gettext_noop("on the fourth such weekday of the month"),
    Place.WEEKDAY_LAST: gettext_noop("on the last such weekday of the month"),
}
_NTH = {
    Place.WEEKDAY_1: 1,
    Place.WEEKDAY_2: 2,
    Place.WEEKDAY_3: 3,
    Place.WEEKDAY_4: 4,
    Place.WEEKDAY_LAST: -1,
}


def check_rhythm(every: int, period: str, starts_on: date, ends_on: date | None) -> Period:
    """The period of that name. Raises Refused where step, period or term make no sense."""
    if period not in set(Period):
        raise Refused(gettext_noop("“%(period)s” is no period."), field="period", period=period)
    if not 1 <= every <= MOST:
        raise Refused(
            gettext_noop("The step is a whole number from 1 to %(most)s."), field="every", most=MOST
        )
    for field, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if day is not None and not EARLIEST <= day <= LATEST:
            raise Refused(gettext_noop("This year cannot be meant."), field=field)
    if ends_on is not None and ends_on < starts_on:
        raise Refused(gettext_noop("The term ends before it starts."), field="ends_on")
    return Period(period)


def place_of(
    period: Period, *, weekdays: Collection[str] = (), place: str = "", day: int | None = None
) -> str:
    """The day of the stretch as it is kept: ``MO,TH`` for weeks; ``day-5``, ``last-working-day``, ``weekday-2-TU`` for
    months; "" for the day of the first date. Raises Refused beside the field that makes no sense."""
    if set(weekdays) - set(WEEKDAYS):
        raise Refused(gettext_noop("This is no day of the week."), field="weekdays")
    if place not in set(Place):
        raise Refused(gettext_noop("This is no day of the month."), field="place")
    if period is Period.WEEK:
        return ",".join(one for one in WEEKDAYS if one in set(weekdays))
    if period is Period.YEAR or place == Place.SAME:
        return ""
    if place == Place.DAY:
        if day is None or not 1 <= day <= 31:  # noqa: PLR2004 - days of a month
            raise Refused(gettext_noop("Which day of the month, from 1 to 31?"), field="day")
        return f"day-{day}"
    if place in _NTH:
        if len(set(weekdays)) != 1:
            raise Refused(gettext_noop("Which day of the week? Choose one."), field="weekdays")
        return f"{place}-{next(iter(weekdays))}"
    return place


def check_exceptions(days: Collection[date]) -> list[str]:
    """The single days that fall out, as they are kept. Raises Refused where they are too many."""
    if len(set(days)) > MOST_EXCEPTIONS:
        raise Refused(
            gettext_noop("More than %(most)s single days: agree on another rhythm instead."),
            field="exceptions",
            most=MOST_EXCEPTIONS,
        )
    return sorted({day.isoformat() for day in days})


def recurrence(
    starts_on: date, *, every: int, period: Period, on: str = "", ends_on: date | None = None
) -> str:
    """The rule as RFC 5545 writes it (value of RRULE, all-day: UNTIL is a date)."""
    parts = {
        Period.WEEK: lambda: ["FREQ=WEEKLY", f"BYDAY={on or WEEKDAYS[starts_on.weekday()]}", "WKST=MO"],
        Period.MONTH: lambda: ["FREQ=MONTHLY", *_in_month(on or f"day-{starts_on.day}")],
        Period.YEAR: lambda: [
            "FREQ=YEARLY",
            f"BYMONTH={starts_on.month}",
            *_in_month(f"day-{starts_on.day}"),
        ],
    }[period]()
    parts.insert(1, f"INTERVAL={every}")
    if ends_on is not None:
        parts.append(f"UNTIL={ends_on:%Y%m%d}")
    return ";".join(parts)


def _in_month(on: str) -> list[str]:
    """The day of a month. A day that short months lack is the last one of those that they have up to it."""
    if on == Place.LAST_DAY:
        return ["BYMONTHDAY=-1"]
    if on == Place.FIRST_WORKING:
        return [f"BYDAY={WORKING}", "BYSETPOS=1"]
    if on == Place.LAST_WORKING:
        return [f"BYDAY={WORKING}", "BYSETPOS=-1"]
    head, _dash, last = on.rpartition("-")
    if head == Place.DAY:
        day = int(last)
        if day <= 28:  # noqa: PLR2004 - every month has it
            return [f"BYMONTHDAY={day}"]
        return ["BYMONTHDAY=" + ",".join(map(str, range(28, day + 1))), "BYSETPOS=-1"]
    return [f"BYDAY={last}", f"BYSETPOS={_NTH[Place(head)]}"]


def due_dates(
    starts_on: date,
    *,
    every: int,
    period: Period,
    after: date | None,
    until: date,
    on: str = "",
    exceptions: Collection[str] = (),
    most: int | None = None,
) -> list[date]:
    """The dates after ``after`` (all where None) up to and including ``until``, at most ``most`` of them.

    Counted from ``starts_on``, never from the last one: a short month does not shift the months behind it.
    ``exceptions`` are single days (ISO 8601) that fall out.
    """
    found = rruleset(cache=False)
    found.rrule(
        rrulestr(  # type: ignore[arg-type] # one rule without a set around it
            recurrence(starts_on, every=every, period=period, on=on),
            dtstart=datetime.combine(starts_on, time()),
        )
    )
    for day in exceptions:
        found.exdate(datetime.combine(date.fromisoformat(day), time()))
    begin = starts_on if after is None else max(starts_on, after + timedelta(days=1))
    days = (one.date() for one in found.xafter(datetime.combine(begin, time()), inc=True))
    return list(islice(takewhile(lambda day: day <= until, days), most))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day where it is shorter: 31 January + 1 is 28
    February."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
