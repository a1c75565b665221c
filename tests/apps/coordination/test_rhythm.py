from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.coordination.rules.rhythm import (
    WEEKDAYS,
    Period,
    Place,
    add_months,
    check_rhythm,
    due_dates,
    place_of,
    recurrence,
)
from lianjian.kernel.refusals import Refused

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
steps = st.integers(min_value=1, max_value=12)
periods = st.sampled_from(Period)
weekdays = st.sampled_from(WEEKDAYS)
few = settings(max_examples=60)


@st.composite
def patterns(draw: st.DrawFn) -> tuple[Period, str]:
    """A period with a day of it, as the form gives it."""
    period = draw(periods)
    place = draw(st.sampled_from(Place)) if period is Period.MONTH else Place.SAME
    chosen = draw(st.sets(weekdays, min_size=0, max_size=7)) if period is Period.WEEK else {draw(weekdays)}
    return period, place_of(period, weekdays=chosen, place=place, day=draw(st.integers(1, 31)))


def test_a_short_month_does_not_shift_the_months_behind_it() -> None:
    """The 31st becomes the last day of February and is the 31st again in March."""
    found = due_dates(date(2027, 12, 31), every=1, period=Period.MONTH, after=None, until=date(2028, 4, 1))
    assert found == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


def test_the_last_day_counts_and_the_day_after_which_is_asked_does_not() -> None:
    """``after`` is exclusive, ``until`` inclusive."""
    found = due_dates(
        date(2026, 1, 1), every=1, period=Period.WEEK, after=date(2026, 1, 1), until=date(2026, 1, 15)
    )
    assert found == [date(2026, 1, 8), date(2026, 1, 15)]


@pytest.mark.parametrize(
    ("every", "period", "place", "chosen", "day", "expected"),
    [
        (2, "month", "day", (), 5, [date(2026, 3, 5), date(2026, 5, 5)]),
        (1, "month", "last-working-day", (), None, [date(2026, 1, 30), date(2026, 2, 27)]),
        (1, "month", "first-working-day", (), None, [date(2026, 2, 2), date(2026, 3, 2)]),
        (1, "month", "weekday-2", ("TU",), None, [date(2026, 2, 10), date(2026, 3, 10)]),
        (1, "month", "weekday-last", ("FR",), None, [date(2026, 1, 30), date(2026, 2, 27)]),
        (1, "month", "last-day", (), None, [date(2026, 1, 31), date(2026, 2, 28)]),
        (1, "month", "day", (), 31, [date(2026, 1, 31), date(2026, 2, 28)]),
        (1, "week", "", ("MO", "TH"), None, [date(2026, 1, 22), date(2026, 1, 26)]),
        (1, "year", "", (), None, [date(2026, 1, 20), date(2027, 1, 20)]),
    ],
)
def test_the_days_people_agree_on(
    every: int, period: str, place: str, chosen: tuple[str, ...], day: int | None, expected: list[date]
) -> None:
    """From 20 January 2026, a Tuesday: the first two dates of what is said in meetings."""
    on = place_of(Period(period), weekdays=chosen, place=place, day=day)
    found = due_dates(
        date(2026, 1, 20),
        every=every,
        period=Period(period),
        after=None,
        until=date(2028, 1, 1),
        on=on,
        most=2,
    )
    assert found == expected


def test_the_29th_of_february_is_the_28th_in_common_years() -> None:
    """A yearly rhythm keeps its place in the calendar."""
    found = due_dates(date(2028, 2, 29), every=1, period=Period.YEAR, after=None, until=date(2032, 12, 31))
    assert found == [date(2028, 2, 29), *(date(y, 2, 28) for y in (2029, 2030, 2031)), date(2032, 2, 29)]


def test_it_is_written_as_the_standard_writes_it() -> None:
    """Calendars of others can read the rule (RFC 5545)."""
    start = date(2026, 1, 31)
    assert recurrence(start, every=2, period=Period.WEEK, on="MO,TH") == (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=MO"
    )
    assert recurrence(start, every=1, period=Period.MONTH, ends_on=date(2026, 12, 31)) == (
        "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1;UNTIL=20261231"
    )


@few
@given(days, steps, patterns(), st.integers(0, 900), st.integers(0, 900))
def test_made_in_two_goes_they_are_the_same_dates(
    start: date, every: int, pattern: tuple[Period, str], first: int, second: int
) -> None:
    """Stopping anywhere and going on loses no date and makes none twice, also where a go is cut off by its size."""
    period, on = pattern
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)

    def made(after: date | None, until: date, most: int | None = None) -> list[date]:
        return due_dates(start, every=every, period=period, on=on, after=after, until=until, most=most)

    whole = made(None, end)
    assert made(None, middle) + made(middle, end) == whole == sorted(set(whole))
    piecewise: list[date] = []
    while piece := made(piecewise[-1] if piecewise else None, end, 50):
        piecewise += piece
    assert piecewise == whole


@few
@given(days, steps, st.integers(0, 900), st.integers(-900, 900))
def test_a_mark_before_the_start_changes_nothing(start: date, every: int, length: int, shift: int) -> None:
    """``after`` may lie anywhere, also before the first day."""
    end = start + timedelta(days=length)
    after = start + timedelta(days=shift)
    whole = due_dates(start, every=every, period=Period.MONTH, after=None, until=end)
    assert due_dates(start, every=every, period=Period.MONTH, after=after, until=end) == [
        day for day in whole if day > after
    ]


@few
@given(days, steps, st.integers(1, 30))
def test_rows_agreed_before_there_were_rules_keep_their_dates(start: date, every: int, count: int) -> None:
    """Without a day of its own a rhythm is the first day, so many months or weeks on."""
    months = [add_months(start, every * step) for step in range(count)]
    assert due_dates(start, every=every, period=Period.MONTH, after=None, until=months[-1]) == months
    weeks = [start + timedelta(weeks=every * step) for step in range(count)]
    assert due_dates(start, every=every, period=Period.WEEK, after=None, until=weeks[-1]) == weeks


@few
@given(days, steps, patterns())
def test_every_month_of_the_step_has_exactly_one_day(
    start: date, every: int, pattern: tuple[Period, str]
) -> None:
    """No month end, leap day or weekday makes a month fall out or come twice."""
    period, on = pattern
    if period is not Period.MONTH:
        return
    found = due_dates(
        start, every=every, period=period, on=on, after=None, until=start + timedelta(days=1500)
    )
    months = [day.year * 12 + day.month for day in found]
    assert [later - one for one, later in pairwise(months)] == [every] * (len(months) - 1)
    if on.startswith("day-"):
        wanted = int(on[4:])
        assert all(day.day == min(wanted, monthrange(day.year, day.month)[1]) for day in found)


@few
@given(days, patterns(), st.sets(st.integers(0, 30), max_size=5))
def test_single_days_fall_out_and_nothing_else_moves(
    start: date, pattern: tuple[Period, str], which: set[int]
) -> None:
    """An exception takes its own day away and no other."""
    period, on = pattern
    end = start + timedelta(days=400)
    whole = due_dates(start, every=1, period=period, on=on, after=None, until=end)
    out = {whole[n].isoformat() for n in which if n < len(whole)}
    left = due_dates(start, every=1, period=period, on=on, after=None, until=end, exceptions=out)
    assert left == [day for day in whole if day.isoformat() not in out]


@given(days, st.integers(0, 60))
def test_adding_months_stays_in_the_month_and_near_the_day(start: date, months: int) -> None:
    """The result lies exactly that many months on, at the same day or the month's last."""
    later = add_months(start, months)
    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day == start.day or (later + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"period": Period.MONTH, "place": "day", "day": 32}, "day"),
        ({"period": Period.MONTH, "place": "day"}, "day"),
        ({"period": Period.MONTH, "place": "weekday-2"}, "weekdays"),
        ({"period": Period.MONTH, "place": "moon"}, "place"),
        ({"period": Period.WEEK, "weekdays": ["XX"]}, "weekdays"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_beside_its_field(values: dict[str, object], field: str) -> None:
    """No 32nd, no second nothing, no day of the moon."""
    with pytest.raises(Refused) as refused:
        place_of(**values)  # type: ignore[arg-type] # on purpose
    assert refused.value.field == field


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
def test_a_year_that_cannot_be_meant_is_refused(day: date) -> None:
    """A mistyped year makes no millennium of duties."""
    with pytest.raises(Refused) as refused:
        check_rhythm(1, "week", day, None)
    assert refused.value.field == "starts_on"
