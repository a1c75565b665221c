"""The plan of reminders, by property: any order of days, clocks and gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lianjian.apps.reminders.rules.dispatches import TRIES, pause_after
from lianjian.apps.reminders.rules.quiet import leaves_at, next_morning
from lianjian.apps.reminders.rules.stages import (
    OWED,
    SCHEDULES,
    Kind,
    Stage,
    horizon,
    stage_on,
    to_leader,
    to_send,
)
from lianjian.kernel.clock import CHINA, civil_date

DUE = date(2028, 2, 29)
kinds = st.sampled_from(Kind)
days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
moments = st.integers(946684800, 3786912000).map(lambda second: datetime.fromtimestamp(second, UTC))
clock = st.lists(st.integers(-60, 90), max_size=60)
"""Days from the one due, in any order: a job that runs often, seldom, twice, or with a clock that was set back."""


def walked(kind: Kind, due_on: date, offsets: list[int]) -> list[tuple[int, Stage]]:
    """What one recipient is sent when the job runs on these days."""
    sent: list[tuple[date, str]] = []
    found = []
    for offset in offsets:
        stage = to_send(kind, due_on, due_on + timedelta(days=offset), sent)
        if stage is not None:
            sent.append((due_on, stage))
            found.append((offset, stage))
    return found


@given(kinds, days, clock)
def test_no_stage_is_sent_twice_and_none_goes_back(kind: Kind, due_on: date, offsets: list[int]) -> None:
    """However often the job runs and whatever its clock says, the stages rise."""
    order = [stage for _day, stage in SCHEDULES[kind]]
    reached = [order.index(stage) for _offset, stage in walked(kind, due_on, offsets)]
    assert reached == sorted(set(reached))


@given(kinds, days)
def test_a_job_that_runs_every_day_sends_each_stage_on_its_day(kind: Kind, due_on: date) -> None:
    """Nothing is early, nothing late, nothing left out, also over month ends and leap days."""
    first = -horizon(kind).days
    assert walked(kind, due_on, list(range(first - 5, 120))) == list(SCHEDULES[kind])


@given(st.sampled_from(sorted(OWED)), days, st.integers(-10, 60), st.integers(1, 70))
def test_a_job_that_was_away_sends_the_latest_stage_only(
    kind: Kind, due_on: date, last: int, away: int
) -> None:
    """After a week or two months without a run there is one reminder at most, not one for each day missed."""
    before = walked(kind, due_on, list(range(-10, last + 1)))
    after = walked(kind, due_on, [*range(-10, last + 1), last + away])
    assert after[: len(before)] == before
    assert len(after) - len(before) <= 1


@given(kinds, days, st.integers(1, 400))
def test_after_the_last_stage_there_is_silence(kind: Kind, due_on: date, later: int) -> None:
    """Who was asked to the end is not asked again."""
    last = SCHEDULES[kind][-1][0]
    everything = [(due_on, stage) for _day, stage in SCHEDULES[kind]]
    assert to_send(kind, due_on, due_on + timedelta(days=last + later), everything) is None


@given(st.sampled_from(sorted(OWED)), days, days)
def test_another_day_begins_anew(kind: Kind, first: date, second: date) -> None:
    """What was sent for the day that was given up does not count for the new one."""
    sent = [(first, stage) for _day, stage in SCHEDULES[kind]]
    expected = None if first == second else stage_on(kind, second, second)
    assert to_send(kind, second, second, sent) == expected


@given(kinds, days, st.integers(-60, 200), st.booleans())
def test_the_leader_is_told_once_and_only_of_what_can_be_late(
    kind: Kind,
    due_on: date,
    offset: int,
    told: bool,  # noqa: FBT001 - drawn
) -> None:
    """21 days late or more, a thing that is owed, and nobody told before."""
    expected = kind in OWED and offset >= 21 and not told
    assert to_leader(kind, due_on, due_on + timedelta(days=offset), told=told) is expected


def test_a_meeting_that_is_over_reminds_nobody() -> None:
    """A day after the meeting, or after the end of an agreement, there is nothing to remind of; minutes for two weeks."""
    assert stage_on(Kind.MEETING, DUE, DUE + timedelta(days=1)) is None
    assert stage_on(Kind.AGREEMENT, DUE, DUE + timedelta(days=1)) is None
    assert stage_on(Kind.MINUTES, DUE, DUE + timedelta(days=14)) is Stage.DAY
    assert stage_on(Kind.MINUTES, DUE, DUE + timedelta(days=15)) is None


@given(moments, st.booleans())
def test_nothing_leaves_at_night_or_on_rest_days(moment: datetime, rest_days: bool) -> None:  # noqa: FBT001 - drawn
    """The moment is never earlier, lies between 8 and 21 o'clock in China, and waits no longer than it must."""
    leaves = leaves_at(moment, rest_days=rest_days)
    local = leaves.astimezone(CHINA)
    assert leaves >= moment
    assert time(8) <= local.time() < time(21)
    assert not (rest_days and local.weekday() >= 5)
    assert leaves - moment < timedelta(hours=11, minutes=8) + timedelta(days=2 * rest_days)
    assert leaves_at(leaves, rest_days=rest_days) == leaves
    tomorrow = next_morning(leaves, rest_days=rest_days)
    assert civil_date(tomorrow) > civil_date(leaves)


@settings(max_examples=50)
@given(
    moments, st.sampled_from(["America/Los_Angeles", "Asia/Kathmandu", "Pacific/Kiritimati", "Europe/Berlin"])
)
def test_the_zone_of_the_machine_changes_nothing(moment: datetime, zone: str) -> None:
    """The same moment told in another zone leaves at the same moment, and is the same civil day."""
    elsewhere = moment.astimezone(ZoneInfo(zone))
    assert leaves_at(elsewhere, rest_days=True) == leaves_at(moment, rest_days=True)
    assert civil_date(elsewhere) == civil_date(moment)


@pytest.mark.parametrize("tries", range(1, TRIES))
def test_pauses_grow(tries: int) -> None:
    """Each pause is as long as all before it, at most eight hours; then it is given up."""
    pause, following = pause_after(tries), pause_after(tries + 1)
    assert pause is not None
    assert timedelta(minutes=1) <= pause <= timedelta(hours=8)
    assert following is None or following >= pause
    assert pause_after(TRIES) is None
