from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from lianjian.apps.projects.rules.commitments import (
    MOVES,
    CommitmentState,
    Fulfilment,
    Move,
    Side,
    Standing,
    judge,
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

    @rule(who=people, move=st.sampled_from(Move))
    def try_to(self, who: frozenset[int], move: Move) -> None:
        side = side_of(who, giver=GIVER, receiver=RECEIVER)
        try:
            self.state = judge(move, side=side, state=self.state)
        except Refused:
            return
        self.done.append((move, who))

    @invariant()
    def nobody_of_the_giver_confirmed(self) -> None:
        for move, who in self.done:
            if move in {Move.CONFIRM, Move.SEND_BACK, Move.RENEGOTIATE}:
                assert GIVER not in who
                assert RECEIVER in who
            if move in {Move.REPORT, Move.DONE}:
                assert GIVER in who
            assert who & {GIVER, RECEIVER}

    @invariant()
    def confirmed_only_after_the_giver_reported_it_done(self) -> None:
        if self.state is CommitmentState.CONFIRMED:
            moves = [move for move, _ in self.done if move is not Move.EVIDENCE]
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
        judge(move, side=Side.GIVER, state=CommitmentState.REPORTED_DONE)
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
        withdrawn_on=None,
        withdrawn_by=None,
        today=DUE + timedelta(days=days),
    )
    assert found is expected


@given(st.integers(-30, 30), st.sampled_from(Side))
def test_a_giver_cannot_withdraw_from_lateness(days: int, side: Side) -> None:
    """Given up after its day by the giver is broken; otherwise it is released."""
    found = standing(
        CommitmentState.WITHDRAWN,
        due_on=DUE,
        done_on=None,
        withdrawn_on=DUE + timedelta(days=days),
        withdrawn_by=side,
        today=DUE + timedelta(days=60),
    )
    assert (found is Standing.BROKEN) == (side is Side.GIVER and days > 0)


def test_nothing_due_is_unknown_and_not_zero() -> None:
    """A share of nothing is no number."""
    assert Fulfilment().percent is None
    assert Fulfilment(due=3, on_time=2).percent == 66
