"""The course of an agreement in time: phases without gaps, marks by day, and how it is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lianjian.apps.agreements.actions.draft_supplement import draft_supplement
from lianjian.apps.agreements.actions.freeze_agreement import freeze_agreement
from lianjian.apps.agreements.actions.write_clause import write_clause
from lianjian.apps.agreements.queries import course_of
from lianjian.apps.agreements.rules.course import Course, MarkKind, PhaseKind, marks_of, phases_of
from lianjian.kernel.refusals import NotThere
from lianjian.web.kit.banding import band_of
from tests.apps.agreements.papers import draft, end, in_force, sign
from tests.network import today

if TYPE_CHECKING:
    from tests.network import Network

DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
MAYBE = st.none() | DAYS


@given(MAYBE, DAYS, MAYBE, MAYBE, MAYBE, MAYBE)
def test_phases_follow_each_other_without_gaps(
    called: date | None,
    drafted: date,
    frozen: date | None,
    effective: date | None,
    ends_on: date | None,
    closed: date | None,
) -> None:
    """Whatever days somebody has entered: no phase ends before it begins, each begins where the one before ends, and only
    the last may end nobody knows when. An unknown end stays unknown."""
    phases = phases_of(
        called=called, drafted=drafted, frozen=frozen, effective=effective, ends_on=ends_on, closed=closed
    )
    assert phases
    for before, after in pairwise(phases):
        assert before.end == after.start
        assert before.start < after.start
        assert not before.agreed
    last = phases[-1]
    assert last.end is None or last.end >= last.start
    assert (last.end is None) == (closed is None and (effective is None or ends_on is None))
    assert last.agreed <= (closed is None)


@example(None, date(2020, 1, 1), None, None, [(date(2020, 1, 1), False)], date(2020, 1, 1))
@given(MAYBE, DAYS, MAYBE, MAYBE, st.lists(st.tuples(DAYS, st.booleans()), max_size=20), DAYS)
def test_all_that_is_drawn_lies_within_the_drawing(
    called: date | None,
    drafted: date,
    effective: date | None,
    ends_on: date | None,
    due: list[tuple[date, bool]],
    day: date,
) -> None:
    """Bars, marks, columns and today stand inside; what is due is counted whole; in one sentence it can be read aloud."""
    phases = phases_of(
        called=called, drafted=drafted, frozen=None, effective=effective, ends_on=ends_on, closed=None
    )
    marks = marks_of([(MarkKind.SIGNED, drafted, "甲"), (MarkKind.SIGNED, drafted, "乙")])
    band = band_of(Course(phases, marks), due, day)
    for bar in band.bars:
        assert 0 <= bar.x <= bar.until <= band.width
        assert bar.said in band.label
    assert all(0 <= point.x <= band.width for point in band.points)
    assert [point.number for point in band.points] == ["2"]
    assert all(0 <= month.x <= month.x + month.width <= band.width for month in band.months)
    assert sum(month.due for month in band.months) == len(due)
    assert sum(month.late for month in band.months) == sum(late for _day, late in due)
    assert 0 <= band.today <= band.width
    assert 600 <= band.width <= 2600


def test_from_the_draft_to_the_end(network: Network) -> None:
    """Signatures on a text that was reopened are no marks; in force its end is unknown until one is agreed, or it is over."""
    liaison = network.actor("liaison")
    row = draft(network)
    assert [(one.kind, one.end) for one in course_of(liaison, row.pk).phases] == [(PhaseKind.DRAFTING, None)]
    first = freeze_agreement(by=liaison, agreement=row.pk)
    sign(network, first, "leader")
    write_clause(by=liaison, agreement=row.pk, text="改", position=1)
    assert course_of(liaison, row.pk).marks == ()
    sign(network, freeze_agreement(by=liaison, agreement=row.pk))
    course = course_of(liaison, row.pk)
    assert (course.phases[-1].kind, course.end_known) == (PhaseKind.IN_FORCE, False)
    assert [(one.kind, one.number, one.day) for one in course.marks] == [(MarkKind.SIGNED, 3, today())]
    row.refresh_from_db()
    end(network, row)
    over = course_of(liaison, row.pk)
    assert (over.end_known, over.marks[-1].kind) == (True, MarkKind.OVER)


def test_a_supplement_and_the_last_day_are_marks(network: Network) -> None:
    """A renewal that all signed is a mark on its day, and the last day that it agrees on one ahead."""
    row = in_force(network)
    until = today() + timedelta(days=700)
    one = draft_supplement(by=network.actor("liaison"), agreement=row.pk, kind="renewal", ends_on=until)
    sign(network, freeze_agreement(by=network.actor("liaison"), agreement=one.pk))
    course = course_of(network.actor("secretary_a"), row.pk)
    assert course.phases[-1].agreed
    assert [one.kind for one in course.marks][-2:] == [MarkKind.SUPPLEMENT, MarkKind.EXPIRY]
    assert course.last == until


def test_a_stranger_sees_no_course(network: Network) -> None:
    """It is for the parties' people."""
    row = in_force(network)
    with pytest.raises(NotThere):
        course_of(network.actor("secretary_b"), row.pk)
