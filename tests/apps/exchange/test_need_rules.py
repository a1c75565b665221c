from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.exchange.rules.counting import check_quantity
from lianjian.apps.exchange.rules.needs import (
    NeedMove,
    NeedState,
    after,
    allowed,
    check_by_whom,
    check_wanted_by,
    days_late,
    judge_mover,
    moves_of,
)
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

MOVES = st.sampled_from(NeedMove)
DAYS = st.dates(date(1999, 1, 1), date(2101, 12, 31))


def walked(moves: Iterable[NeedMove]) -> list[tuple[NeedState, NeedMove, NeedState]]:
    """The moves that were possible, each with the state before and after."""
    state, course = NeedState.OPEN, []
    for move in moves:
        try:
            new = after(state, move)
        except Refused:
            assert not allowed(state, move)
            continue
        course.append((state, move, new))
        state = new
    return course


@given(st.lists(MOVES, max_size=40))
def test_a_need_ends_by_being_met_or_given_up_and_in_no_other_way(moves: list[NeedMove]) -> None:
    """Whatever is tried in whatever order: what is closed was closed by the move that says so, and is open again by
    nothing but reopening; between two ends lies a reopening."""
    closings = {NeedMove.MEET: NeedState.MET, NeedMove.GIVE_UP: NeedState.GIVEN_UP}
    for before, move, new in walked(moves):
        if new is not NeedState.OPEN and before is not new:
            assert (before, closings[move]) == (NeedState.OPEN, new)
        if before is not NeedState.OPEN and new is NeedState.OPEN:
            assert move is NeedMove.REOPEN
        if move in {NeedMove.CHANGE, NeedMove.HAND_OVER}:
            assert before is new is NeedState.OPEN
        if before is NeedState.GIVEN_UP:
            assert move is NeedMove.REOPEN
    ends = [move for _before, move, _new in walked(moves) if move in {*closings, NeedMove.REOPEN}]
    assert all((one is NeedMove.REOPEN) == (place % 2 == 1) for place, one in enumerate(ends))


@given(st.sampled_from(NeedState), MOVES, st.booleans(), st.booleans(), st.booleans())
def test_what_is_offered_is_what_is_taken(
    state: NeedState,
    move: NeedMove,
    acts_for: bool,  # noqa: FBT001 - hypothesis gives them by place
    decides: bool,  # noqa: FBT001
    public: bool,  # noqa: FBT001
) -> None:
    """A move is offered only where neither state nor person stands against it; strangers are offered nothing."""
    offered = moves_of(state, acts_for=acts_for, decides=decides, public=public)
    assert acts_for or not offered
    assert not {NeedMove.SHOW, NeedMove.HIDE} <= offered
    if move in offered:
        assert after(state, move) in NeedState
        judge_mover(move, acts_for=acts_for, decides=decides, public=public)
    elif acts_for and decides and move not in {NeedMove.SHOW, NeedMove.HIDE}:
        with pytest.raises(Refused):
            after(state, move)


@given(st.sampled_from([None, *NeedMove]), st.booleans())
def test_what_everybody_sees_is_changed_by_those_who_speak(
    move: NeedMove | None,
    public: bool,  # noqa: FBT001
) -> None:
    """Whoever only works there records, hands over, says met and reopens; what everybody sees is not theirs to change."""
    theirs = {NeedMove.HAND_OVER, NeedMove.MEET, NeedMove.REOPEN}
    theirs |= set() if public else {None, NeedMove.CHANGE, NeedMove.GIVE_UP}
    try:
        judge_mover(move, acts_for=True, decides=False, public=public)
    except NotAllowed as refused:
        assert move not in theirs
        assert refused.cure
    else:
        assert move in theirs
    with pytest.raises(NotAllowed):
        judge_mover(move, acts_for=False, decides=True, public=public)


@given(DAYS, DAYS, st.sampled_from(NeedState))
def test_a_need_is_late_after_its_day_while_it_is_open(wanted: date, now: date, state: NeedState) -> None:
    """Not on the day itself, never without a day, never once it is closed."""
    late = days_late(state, wanted, now)
    assert (late is not None) == (state is NeedState.OPEN and wanted < now)
    assert late is None or wanted + timedelta(days=late) == now
    assert days_late(state, None, now) is None


@given(DAYS)
def test_a_day_of_another_century_is_refused(day: date) -> None:
    """A year typed wrong stands beside its field; no day is a day too."""
    assert check_wanted_by(None) is None
    try:
        assert check_wanted_by(day) == day
    except Refused as refused:
        assert refused.field == "wanted_by"
        assert not 2000 <= day.year <= 2100


@pytest.mark.parametrize(
    ("organisation", "words", "fits"), [(1, "", 1), (None, "一位老师傅", 1), (1, "也", 0), (None, "", 0)]
)
def test_one_and_only_one_says_who_met_it(organisation: int | None, words: str, fits: int) -> None:
    """An organisation of the register or words, not both and not neither."""
    if fits:
        check_by_whom(organisation, words)
    else:
        with pytest.raises(Refused):
            check_by_whom(organisation, words)


def test_a_quantity_is_counted_or_unknown() -> None:
    """Both or neither; nought is a number."""
    assert check_quantity(None, "") == check_quantity("", "") == (None, "")
    assert check_quantity("0", "mu") == (0, Unit.MU)
    for number, unit in (("3", ""), ("", "mu"), ("多", "mu"), ("3", "把")):
        with pytest.raises(Refused):
            check_quantity(number, unit)
