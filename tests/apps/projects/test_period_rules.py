from __future__ import annotations

import itertools
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.projects.rules.amounts import check_counted
from lianjian.apps.projects.rules.periods import (
    Counting,
    Cut,
    PeriodStanding,
    PeriodState,
    Span,
    ValueState,
    check_spans,
    cut_into,
    period_standing,
    report_by,
    tally,
    whole,
)
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import Refused

DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))
LENGTHS = {Cut.MONTH: 31, Cut.QUARTER: 92, Cut.HALF_YEAR: 184, Cut.YEAR: 366}


@given(DAYS, st.integers(0, 1700), st.sampled_from(Cut))
def test_pieces_of_the_calendar_cover_the_term_without_gap_or_overlap(
    first: date, days: int, cut: Cut
) -> None:
    """Each day of the term lies in exactly one piece; inner borders are those of the calendar; all of it is accepted as
    periods."""
    last = first + timedelta(days=days)
    pieces = cut_into(first, last, cut)
    assert pieces[0].starts_on == first
    assert pieces[-1].ends_on == last
    for before, after in itertools.pairwise(pieces):
        assert after.starts_on == before.ends_on + timedelta(days=1)
        assert after.starts_on.day == 1
    assert all(0 <= (one.ends_on - one.starts_on).days < LENGTHS[cut] for one in pieces)
    check_spans(pieces, due_on=last)


@pytest.mark.parametrize(
    ("first", "last", "cut"),
    [(date(2026, 1, 2), date(2026, 1, 1), Cut.YEAR), (date(2000, 1, 1), date(2010, 1, 1), Cut.MONTH),
     (date(9999, 12, 1), date(9999, 11, 30), Cut.MONTH)],
)  # fmt: skip
def test_no_piece_and_too_many_pieces_are_refused(first: date, last: date, cut: Cut) -> None:
    """A term that ends before it begins, and one of more than sixty pieces."""
    with pytest.raises(Refused):
        cut_into(first, last, cut)


def test_the_last_months_of_the_calendar_can_be_cut() -> None:
    """Nothing runs over the year 9999."""
    assert len(cut_into(date(9999, 10, 5), date.max, Cut.MONTH)) == 3
    assert report_by(date.max) == date.max


@pytest.mark.parametrize(
    "spans",
    [
        [],
        [Span(date(2026, 2, 1), date(2026, 1, 1))],
        [Span(date(2026, 1, 1), date(2026, 1, 31)), Span(date(2026, 1, 31), date(2026, 2, 5))],
        [Span(date(2026, 2, 1), date(2026, 2, 9)), Span(date(2026, 1, 1), date(2026, 1, 9))],
        [Span(date(2026, 1, 1), date(2027, 1, 1))],
        [Span(date(2026, 1, n), date(2026, 1, n)) for n in range(1, 32)] * 2,
    ],
)
def test_periods_that_overlap_turn_back_or_end_too_late_are_refused(spans: list[Span]) -> None:
    """Days must ascend, and the last lies on or before the day on which all is due."""
    with pytest.raises(Refused):
        check_spans(spans, due_on=date(2026, 12, 31))


AMOUNTS = st.decimals(-(10**6), 10**6, places=2, allow_nan=False)


@given(st.lists(st.one_of(st.none(), AMOUNTS), max_size=8))
def test_a_sum_counts_what_is_known_and_a_level_is_the_last_known(amounts: list[Decimal | None]) -> None:
    """Unknown is not nought: where nothing is known, neither is the whole."""
    known = [one for one in amounts if one is not None]
    assert whole(Counting.ADDS_UP, amounts) == (sum(known) if known else None)
    assert whole(Counting.LEVEL, amounts) == (known[-1] if known else None)


@given(st.integers(-400, 400))
def test_a_period_without_a_value_is_ahead_running_missing_then_late(days: int) -> None:
    """In this order of days, and late only when ten days after its end have passed."""
    span = Span(date(2026, 7, 1), date(2026, 9, 30))
    today = span.starts_on + timedelta(days=days)
    expected = (
        PeriodStanding.AHEAD
        if today < span.starts_on
        else PeriodStanding.RUNNING
        if today <= span.ends_on
        else PeriodStanding.MISSING
        if today <= date(2026, 10, 10)
        else PeriodStanding.LATE
    )
    assert period_standing(PeriodState.EMPTY, span, today) is expected
    assert period_standing(PeriodState.RETURNED, span, today) is PeriodStanding.RETURNED


def test_an_approved_value_counts_until_another_one_is_approved() -> None:
    """A correction that waits or was returned changes nothing about what counts."""
    one, two = Decimal(3), Decimal(4)
    assert tally([(one, ValueState.APPROVED), (two, ValueState.REPORTED)]).approved == one
    assert tally([(one, ValueState.APPROVED), (two, ValueState.RETURNED)]).approved == one
    assert tally([(one, ValueState.SUPERSEDED), (two, ValueState.APPROVED)]).approved == two
    assert tally([(one, ValueState.RETURNED)]) == tally([]).__class__(PeriodState.RETURNED, None, None)


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("1.5", "jobs"), ("-1", "visitors"), ("0.001", "yuan"), ("约300", "yuan"), ("N/A", "yuan"), ("300多", "jobs"),
     ("1,20", "yuan"), ("²", "jobs"), ("1e5", "yuan"), ("1_000", "jobs"), ("9" * 10_000, "yuan"), ("🙂", "jobs"),
     ("12\x00", "jobs"), ("High", "jobs"), ("", "jobs"), ("三百", "jobs")],
)  # fmt: skip
def test_what_the_unit_cannot_have_is_refused_beside_the_field(typed: str, unit: str) -> None:
    """Half a person, lost visitors, a tenth of a fen, rounded figures and words."""
    with pytest.raises(Refused) as refused:
        check_counted(typed, Unit(unit), field="value")
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("typed", "unit", "amount"),
    [("１２００", "jobs", "1200"), ("1,200", "jobs", "1200"), ("1.2万", "jobs", "12000"), ("-3.50", "yuan", "-3.5"),
     ("１．２亿", "yuan", "120000000"), ("0.125", "tonnes", "0.125"), ("0", "items", "0")],
)  # fmt: skip
def test_numbers_as_people_type_them_are_exact(typed: str, unit: str, amount: str) -> None:
    """Full-width digits, thousands separators, ten thousands and hundred millions."""
    assert check_counted(typed, Unit(unit), field="value") == Decimal(amount)
