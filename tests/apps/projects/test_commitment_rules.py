from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lianjian.apps.projects.rules.commitments import (
    MOVES,
    OF_PERIODS,
    RUNNING,
    CommitmentState,
    Fulfilment,
    Move,
    Side,
    Standing,
    check_new_day,
    judge,
    judge_confirmer,
    side_of,
    standing,
)
from lianjian.kernel.refusals import NotAllowed, Refused

GIVER, RECEIVER, OTHER = 1, 2, 3
people = st.frozensets(st.sampled_from([GIVER, RECEIVER, OTHER]))


class Life(RuleBasedStateMachine):
    """Any people make any moves in any order; what got through is remembered apart from the rules."""

    def __init__(self) -> None:
        super().__init__()
        self.state = CommitmentState.OPEN
        self.done: list[tuple[Move, frozenset[int]]] = []
        self.bound_by_others: list[Move] = []

    @rule(who=people, move=st.sampled_from(Move), negotiates=st.booleans())
    def try_to(self, who: frozenset[int], move: Move, negotiates: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        side = side_of(who, giver=GIVER, receiver=RECEIVER)
        try:
            self.state = judge(move, side=side, negotiates=negotiates, state=self.state)
        except Refused:
            return
        self.done.append((move, who))
        if not negotiates:
            self.bound_by_others.append(move)

    @invariant()
    def who_may_not_promise_reports_and_proves_and_nothing_else(self) -> None:
        assert set(self.bound_by_others) <= {Move.REPORT, Move.EVIDENCE, Move.DONE, Move.VALUE}

    @invariant()
    def nobody_of_the_giver_confirmed(self) -> None:
        for move, who in self.done:
            if move in {Move.CONFIRM, Move.SEND_BACK, Move.RENEGOTIATE, Move.APPROVE, Move.RETURN}:
                assert GIVER not in who
                assert RECEIVER in who
            if move in {Move.REPORT, Move.DONE, Move.VALUE}:
                assert GIVER in who
            assert who & {GIVER, RECEIVER}

    @invariant()
    def confirmed_only_after_the_giver_reported_it_done(self) -> None:
        if self.state is CommitmentState.CONFIRMED:
            beside = {Move.EVIDENCE, *OF_PERIODS}
            moves = [move for move, _ in self.done if move not in beside]
            assert moves[-2:] == [Move.DONE, Move.CONFIRM]

    @invariant()
    def the_end_is_the_end(self) -> None:
        ends = [i for i, (move, _) in enumerate(self.done) if move in {Move.CONFIRM, Move.WITHDRAW}]
        assert not ends or ends == [len(self.done) - 1]


TestLife = Life.TestCase


@given(people)
def test_whoever_acts_for_both_acts_for_the_giver(who: frozenset[int]) -> None:
    """A person with mandates on both sides never stands on the receiver's."""
    if GIVER in who:
        assert side_of(who, giver=GIVER, receiver=RECEIVER) is Side.GIVER


@pytest.mark.parametrize("move", [m for m in Move if MOVES[m].sides == {Side.RECEIVER}])
def test_the_giver_is_told_whom_to_ask(move: Move) -> None:
    """A refusal of the receiver's moves names the cure."""
    with pytest.raises(NotAllowed) as refused:
        judge(move, side=Side.GIVER, negotiates=True, state=CommitmentState.REPORTED_DONE)
    assert refused.value.cure


DUE = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        (CommitmentState.OPEN, 0, Standing.RUNNING),
        (CommitmentState.OPEN, 1, Standing.LATE),
        (CommitmentState.SENT_BACK, 1, Standing.LATE),
        (CommitmentState.REPORTED_DONE, 99, Standing.AWAITING),
    ],
)
def test_late_begins_the_day_after(state: CommitmentState, days: int, expected: Standing) -> None:
    """On the day itself nothing is late; what waits for the receiver is not the giver's lateness."""
    found = standing(
        state,
        due_on=DUE,
        done_on=DUE,
        withdrawn_by=None,
        today=DUE + timedelta(days=days),
    )
    assert found is expected


@given(st.integers(-30, 60), st.sampled_from(Side))
def test_only_the_receiver_releases(days: int, side: Side) -> None:
    """Given up by the giver is broken, on whatever day; withdrawn by the receiver is released."""
    found = standing(
        CommitmentState.WITHDRAWN,
        due_on=DUE,
        done_on=None,
        withdrawn_by=side,
        today=DUE + timedelta(days=days),
    )
    assert found is (Standing.BROKEN if side is Side.GIVER else Standing.RELEASED)


@given(st.sampled_from(CommitmentState), st.integers(-30, 30), st.integers(-30, 30))
def test_kept_means_confirmed_and_done_by_its_day(state: CommitmentState, done: int, today: int) -> None:
    """Nothing else is kept, and what is kept stays kept however the days go by; late is only what is to be
    done and whose day has passed."""
    found = standing(
        state,
        due_on=DUE,
        done_on=DUE + timedelta(days=done),
        withdrawn_by=None,
        today=DUE + timedelta(days=today),
    )
    assert (found is Standing.KEPT) == (state is CommitmentState.CONFIRMED and done <= 0)
    assert (found is Standing.LATE) == (state in RUNNING and today > 0)


@given(st.integers(-400, 400), st.integers(-400, 400))
def test_another_day_is_later_and_still_to_come(new: int, before: int) -> None:
    """A day that has passed, or one that is not later than the day agreed so far, is refused at its field."""
    try:
        check_new_day(DUE + timedelta(days=new), before=DUE + timedelta(days=before), today=DUE)
    except Refused as refused:
        assert refused.field == "due_on"
        assert new < 0 or new <= before
    else:
        assert new >= 0
        assert new > before


@given(st.one_of(st.none(), st.integers(1, 3)), st.one_of(st.none(), st.integers(1, 3)))
def test_nobody_confirms_their_own_report(person: int | None, reporter: int | None) -> None:
    """A person confirms, and another one than the reporter; who reported may be unknown (the system did)."""
    try:
        judge_confirmer(person, reporter=reporter)
    except NotAllowed:
        assert person is None or person == reporter
    else:
        assert person is not None
        assert person != reporter


def test_nothing_due_is_unknown_and_not_zero() -> None:
    """A share of nothing is no number."""
    assert Fulfilment().share is None
    assert Fulfilment(due=3, on_time=2).share == Fraction(2, 3)
