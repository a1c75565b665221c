"""The rules of a delivery, by property: no path sends twice what may have arrived, none ends nowhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.rules.backing_off import LONGEST_WAIT, MOST_CHECKS, MOST_SENDS, wait_before_send
from lianjian.apps.matrix.rules.causes import CAUSES, Cause
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.planning import (
    Before,
    OutletStanding,
    delivery_key,
    plan_publication,
    plan_withdrawal,
)
from lianjian.apps.matrix.rules.quotas import read_quotas, window_of
from lianjian.apps.matrix.rules.settling import Failure, Standing, Verdict, settle, verdict_of
from lianjian.apps.matrix.rules.states import MOVES, NEVER_LEFT, OUT_THERE, Deed, State, may_move
from lianjian.kernel.clock import CHINA

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
WORKED_ON = (State.SENDING, State.ACCEPTED, State.UNKNOWN)
moments = st.integers(0, 250_000_000_000).map(lambda ms: NOW + timedelta(milliseconds=ms))


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """A delivery that a worker may hold: withdrawals are only ever sent."""
    deed = draw(st.sampled_from(list(Deed)))
    return Standing(
        state=State.SENDING if deed == Deed.WITHDRAW else draw(st.sampled_from(WORKED_ON)),
        deed=deed,
        attempts=draw(st.integers(1, MOST_SENDS + 2)),
        checks=draw(st.integers(0, MOST_CHECKS + 2)),
        idempotent=draw(st.booleans()),
        reconciles=draw(st.booleans()),
    )


@st.composite
def verdicts(draw: st.DrawFn, standing: Standing) -> Verdict:
    """Anything an adapter may say with the functions of the port, after a verb that goes with ``standing``."""
    said = [
        State.PUBLISHED,
        State.ACCEPTED,
        State.REFUSED,
        State.NEEDS_HUMAN,
        State.QUEUED,
        State.PARKED,
        State.UNKNOWN,
    ]
    if standing.deed == Deed.WITHDRAW:
        said = [State.WITHDRAWN, State.REFUSED, State.NEEDS_HUMAN, State.QUEUED, State.PARKED, State.UNKNOWN]
    state = draw(st.sampled_from(said))
    return Verdict(
        state=state,
        url="https://example.cn/1" if state == State.PUBLISHED else "",
        cause=draw(st.sampled_from(list(Cause))) if state != State.PUBLISHED else None,
        after=draw(st.none() | st.floats(0, 7200)),
        until=NOW + timedelta(hours=draw(st.integers(1, 24))) if state == State.PARKED else None,
    )


@given(st.data(), standings(), st.integers())
def test_every_outcome_ends_in_a_state_that_may_follow(
    data: st.DataObject, standing: Standing, seed: int
) -> None:
    """And what waits for the system has a moment at which it goes on; what waits for a person has none."""
    settled = settle(data.draw(verdicts(standing)), standing, now=NOW, random=Random(seed))
    assert may_move(standing.state, settled.state)
    if settled.state in {State.QUEUED, State.PARKED, State.ACCEPTED}:
        assert settled.next_at is not None
        assert settled.next_at >= NOW
    if settled.state in {
        State.NEEDS_HUMAN,
        State.REFUSED,
        State.PUBLISHED,
        State.WITHDRAWN,
        State.WITHDRAWAL_NEEDED,
    }:
        assert settled.next_at is None


@given(standings(), st.sampled_from([Failure.NO_ANSWER, Failure.WORKER_LOST, Failure.FAULT]), st.integers())
def test_what_may_have_arrived_is_never_queued(standing: Standing, failure: Failure, seed: int) -> None:
    """At an outlet that takes no key of ours, a publication without an answer goes to "unknown", whatever else holds."""
    settled = settle(verdict_of(failure, standing), standing, now=NOW, random=Random(seed))
    if not standing.idempotent and standing.deed != Deed.WITHDRAW:
        assert settled.state != State.QUEUED
        if standing.state == State.SENDING:
            assert settled.state == State.UNKNOWN


@given(standings(), st.sampled_from(list(Failure)), st.integers())
def test_no_failure_claims_success(standing: Standing, failure: Failure, seed: int) -> None:
    """Whatever fails, nothing is published, refused or withdrawn by it, and a person finds a cause with a cure."""
    settled = settle(verdict_of(failure, standing), standing, now=NOW, random=Random(seed))
    assert settled.state not in {State.PUBLISHED, State.REFUSED, State.WITHDRAWN}
    assert CAUSES[Cause(settled.cause)].cure


@given(standings(), st.integers())
def test_retries_and_questions_come_to_an_end(standing: Standing, seed: int) -> None:
    """After so many sends or questions the system stops by itself."""
    chance = Random(seed)
    steps = 0
    while True:
        failure = Failure.UNREACHABLE if standing.state == State.SENDING else Failure.NO_ANSWER
        settled = settle(verdict_of(failure, standing), standing, now=NOW, random=chance)
        if settled.next_at is None:
            break
        steps += 1
        again = State.SENDING if settled.state == State.QUEUED else settled.state
        standing = Standing(
            again,
            standing.deed,
            settled.attempts + (again == State.SENDING),
            settled.checks,
            standing.idempotent,
            standing.reconciles,
        )
        assert steps <= MOST_SENDS + MOST_CHECKS + 2
    assert settled.state in {State.NEEDS_HUMAN, State.UNKNOWN, State.WITHDRAWAL_NEEDED}


@given(st.integers(1, 60), st.integers())
def test_waits_grow_and_are_bounded(attempts: int, seed: int) -> None:
    """Never under half of the ceiling, never over half an hour."""
    wait = wait_before_send(attempts, Random(seed)).total_seconds()
    ceiling = min(15.0 * 2 ** (attempts - 1), LONGEST_WAIT)
    assert ceiling / 2 <= wait <= ceiling


def test_the_states_are_told_apart() -> None:
    """Nothing is both at the outlet and not, every state has a way in, and only "withdrawn" has none out."""
    assert not NEVER_LEFT & OUT_THERE
    assert {after for moves in MOVES.values() for after in moves} >= set(State) - {State.QUEUED}
    assert [state for state in State if not MOVES[state]] == [State.WITHDRAWN]


outlets = st.builds(
    OutletStanding,
    key=st.just("outlet"),
    mode=st.sampled_from(list(Mode)),
    state=st.sampled_from(list(OutletState)),
    cause=st.sampled_from(["", "credentials-wrong", "no such cause"]),
    replaces=st.booleans(),
    withdraws=st.booleans(),
    parked_until=st.none() | st.just(NOW + timedelta(hours=1)),
    served=st.booleans(),
)
befores = st.builds(
    Before, deed=st.sampled_from(list(Deed)), state=st.sampled_from(list(State)), revision=st.integers(1, 5)
)


@given(outlets, st.none() | befores, st.integers(1, 6))
def test_planning_never_doubles_and_never_strands(
    outlet: OutletStanding, before: Before | None, revision: int
) -> None:
    """A revision that is planned is planned once; what is queued has its moment; what is out is never published anew."""
    plan = plan_publication(outlet, before, revision=revision, now=NOW)
    if before is not None and before.revision >= revision:
        assert plan is None
        return
    assert plan is not None
    assert plan.state in {State.QUEUED, State.PARKED, State.PLANNED, State.NEEDS_HUMAN}
    assert (plan.next_at is not None) == (plan.state in {State.QUEUED, State.PARKED})
    assert plan.state != State.NEEDS_HUMAN or plan.cause is not None
    if before is not None and before.state in OUT_THERE:
        assert plan.deed == Deed.CORRECT
        assert not plan.replace
    if plan.state == State.QUEUED:
        assert outlet.served
        assert outlet.state == OutletState.READY
        assert outlet.mode == Mode.API


@given(outlets, befores, st.booleans())
def test_a_withdrawal_forgets_nothing_that_may_be_out(
    outlet: OutletStanding,
    before: Before,
    ever_out: bool,  # noqa: FBT001 - Hypothesis gives it
) -> None:
    """Either nothing is there, or our interface takes it down, or a person is told; twice is once."""
    plan = plan_withdrawal(outlet, before, ever_out=ever_out, now=NOW)
    if plan is None:
        assert before.state == State.WITHDRAWN or before.deed == Deed.WITHDRAW
    elif plan.state == State.WITHDRAWN:
        assert before.state in NEVER_LEFT
        assert not ever_out
    else:
        assert plan.deed == Deed.WITHDRAW
        assert plan.state in {State.QUEUED, State.WITHDRAWAL_NEEDED}
        assert plan.state == State.QUEUED or plan.cause is not None


@pytest.mark.costly
@given(
    st.text(max_size=30),
    st.integers(1),
    st.integers(1),
    st.dictionaries(st.sampled_from(["title", "text"]), st.text()),
)
def test_a_key_belongs_to_one_text(outlet: str, story: int, revision: int, changes: dict[str, str]) -> None:
    """The same for every attempt at the same text, another for another text, outlet or deed."""
    key = delivery_key(outlet=outlet, story=story, revision=revision, deed="publish", changes=changes)
    assert key == delivery_key(
        outlet=outlet, story=story, revision=revision, deed="publish", changes=dict(changes)
    )
    others = {
        delivery_key(outlet=outlet + "x", story=story, revision=revision, deed="publish", changes=changes),
        delivery_key(outlet=outlet, story=story + 1, revision=revision, deed="publish", changes=changes),
        delivery_key(outlet=outlet, story=story, revision=revision + 1, deed="publish", changes=changes),
        delivery_key(outlet=outlet, story=story, revision=revision, deed="withdraw", changes=changes),
        delivery_key(
            outlet=outlet, story=story, revision=revision, deed="publish", changes={**changes, "digest": ""}
        ),
    }
    assert len({key, *others}) == 6
    assert len(key) == 64


@given(moments)
def test_days_of_quotas_are_chinas(moment: datetime) -> None:
    """A window holds its moment, begins at midnight in China, and the next begins where it ends."""
    starts, ends = window_of(moment, "day")
    assert starts <= moment < ends
    assert starts.astimezone(CHINA).strftime("%H:%M:%S.%f") == "00:00:00.000000"
    assert window_of(ends, "day")[0] == ends
    minute, _ = window_of(moment, "minute")
    assert timedelta() <= moment - minute < timedelta(minutes=1)


@pytest.mark.parametrize(
    "record", [{"call": "a", "most": 0, "window": "day"}, {"call": "a", "most": 1, "window": "week"}]
)
def test_a_quota_without_sense_is_found_when_it_is_read(record: dict[str, object]) -> None:
    """Not when it is used."""
    with pytest.raises(ValueError, match="makes no sense"):
        read_quotas([record])


def test_every_cause_has_words() -> None:
    """What happened and what to do, for each."""
    assert set(CAUSES) == set(Cause)
    for cause, words in CAUSES.items():
        assert words.what.strip(), cause
        assert words.cure.strip(), cause
