from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.coordination.rules.rhythm import Period, add_months, due_dates

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2060, 12, 31))
steps = st.integers(min_value=1, max_value=12)
periods = st.sampled_from(Period)


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


@given(days, steps, periods, st.integers(0, 900), st.integers(0, 900))
def test_made_in_two_goes_they_are_the_same_dates(
    start: date, every: int, period: Period, first: int, second: int
) -> None:
    """Stopping anywhere and going on loses no date and makes none twice."""
    middle, end = start + timedelta(days=first), start + timedelta(days=first + second)
    whole = due_dates(start, every=every, period=period, after=None, until=end)
    part = due_dates(start, every=every, period=period, after=None, until=middle)
    rest = due_dates(start, every=every, period=period, after=middle, until=end)
    assert part + rest == whole
    assert whole == sorted(set(whole))


@given(days, steps, st.integers(0, 900), st.integers(-900, 900))
def test_a_mark_before_the_start_changes_nothing(start: date, every: int, length: int, shift: int) -> None:
    """``after`` may lie anywhere, also before the first day."""
    end = start + timedelta(days=length)
    after = start + timedelta(days=shift)
    whole = due_dates(start, every=every, period=Period.MONTH, after=None, until=end)
    assert due_dates(start, every=every, period=Period.MONTH, after=after, until=end) == [
        day for day in whole if day > after
    ]


@given(days, st.integers(0, 60))
def test_adding_months_stays_in_the_month_and_near_the_day(start: date, months: int) -> None:
    """The result lies exactly that many months on, at the same day or the month's last."""
    later = add_months(start, months)
    assert (later.year - start.year) * 12 + later.month - start.month == months
    assert later.day == start.day or (later + timedelta(days=1)).day == 1
