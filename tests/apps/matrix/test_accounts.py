"""What is known of accounts, and who is told of it, once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.matrix.actions._stopping import stop_outlet
from lianjian.apps.matrix.actions.record_look import record_look
from lianjian.apps.matrix.actions.resume_outlet import resume_outlet
from lianjian.apps.matrix.models import AccountWarning
from lianjian.apps.matrix.queries import account, accounts, outlet_warned_of
from lianjian.apps.matrix.queries.accounts import accounts_dated
from lianjian.apps.matrix.rules.accounts import AWAY_AFTER, BLIPS, Found, Known, judged, standing_of
from lianjian.apps.matrix.rules.causes import STOPS_OUTLET, Cause
from lianjian.apps.reminders.models import Reminder
from lianjian.apps.reminders.tasks.walking import walk
from lianjian.kernel.clock import CHINA
from lianjian.kernel.refusals import NotAllowed, NotThere
from tests.apps.matrix.stories import connect, outlet
from tests.apps.reminders.owing import at
from tests.network import ROOT, Network, today

KEY = "weibo-zhuyou"
TOKENS = {"access_token": "2.00simulated"}
NOW = datetime(2028, 3, 1, 4, tzinfo=UTC)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


def noon(day: int) -> datetime:
    return datetime.combine(today() + timedelta(days=day), time(12), CHINA)


def look(found: Found, moment: datetime) -> None:
    record_look(by=ROOT, outlet=outlet(KEY).pk, found=found, now=moment)


def warnings(*, closed: bool = False) -> list[tuple[str, int]]:
    """What is warned of, with the days until then."""
    rows = AccountWarning.objects.by(ROOT).filter(closed_at__isnull=not closed).order_by("pk")
    return [(row.about, (row.due_on - today()).days) for row in rows]


def told(network: Network, name: str) -> list[str]:
    """The stages somebody was reminded of."""
    rows = Reminder.objects.by(ROOT).filter(person=network.people[name], case__kind="account")
    return list(rows.order_by("pk").values_list("stage", flat=True))


@pytest.fixture
def kept(network: Network) -> Network:
    connect(KEY, "", TOKENS)
    return network


def test_an_end_is_told_to_the_keepers_four_times_and_to_nobody_else(kept: Network) -> None:
    """30 days, 7 days and 1 day before and on the day, however often the account is looked at and the plan is walked."""
    for day in (-60, -31, -30, -29, -7, -6, -1, 0, 1, 5):
        for _ in range(2):
            look(Found(ends_at=noon(0)), noon(day))
            walk(at(day, 13))
    assert told(kept, "chief") == ["month", "week", "eve", "day"]
    assert not any(told(kept, name) for name in ("editor", "reviewer", "leader", "secretary_a"))
    # the platform named the end, so the outlet stands still since then; that is the same matter
    assert warnings() == [("ending", 0)]
    assert (outlet(KEY).state, outlet(KEY).cause) == ("paused", "authorisation-ended")


def test_a_later_end_begins_anew(kept: Network) -> None:
    """Authorised again for 90 days: the warning closes, and the next end is told in its time."""
    look(Found(ends_at=noon(5)), noon(0))
    walk(at(0))
    connect(KEY, "", {"access_token": "2.00other"})
    assert warnings() == []
    look(Found(ends_at=noon(90)), noon(0))
    assert warnings() == []
    look(Found(ends_at=noon(90)), noon(61))
    walk(at(61))
    assert told(kept, "chief") == ["week", "month"]


def test_a_dead_permission_is_one_notice(kept: Network) -> None:
    """Ten deliveries and a look meet the same wall: one warning at once, one reminder; over with the cure."""
    for _ in range(10):
        stop_outlet(
            by=ROOT, outlet=outlet(KEY).pk, cause="permission-missing", code="10014", detail="", now=noon(0)
        )
    look(Found(cause=Cause.PERMISSION_MISSING, code="10014"), noon(0))
    walk(at(0))
    walk(at(1))
    assert warnings() == [("stopped", 0)]
    assert told(kept, "chief") == ["day"]
    (dated,) = accounts_dated(ROOT, until=today(), after=0, limit=10, keys=None)
    assert "已停止投放" in dated.what
    assert dated.people == (kept.people["chief"].pk,)
    resume_outlet(by=ROOT, outlet=KEY)
    assert warnings() == []


def test_a_blip_is_told_once_it_has_lasted(kept: Network) -> None:
    """Busy, unreachable: nothing for hours, then one warning, and it closes when the platform answers."""
    for hour in range(6):
        look(Found(cause=Cause.UNREACHABLE), noon(0) + timedelta(hours=hour))
        assert warnings() == []
    for hour in (6, 7, 30):
        look(Found(cause=Cause.BUSY), noon(0) + timedelta(hours=hour))
        assert warnings() == [("away", 0)]
    assert outlet(KEY).state == "ready"
    line = account(ROOT, KEY)
    assert line is not None
    assert line.away_since == noon(0)
    look(Found(), noon(2))
    assert warnings() == []
    line = account(ROOT, KEY)
    assert line is not None
    assert (line.away_since, line.looked_at, line.ends_at, line.scopes) == (None, noon(2), None, None)


def test_what_we_hold_back_ourselves_is_no_absence(kept: Network) -> None:
    """A quota of ours or an answer nobody understands says nothing about the line."""
    for day in range(3):
        look(Found(cause=Cause.QUOTA_SPENT), noon(day))
        look(Found(cause=Cause.UNEXPECTED_ANSWER), noon(day))
    assert warnings() == []


def test_others_know_nothing_of_an_account(kept: Network) -> None:
    """A person of another organisation sees no account, no warning, and looks at none."""
    look(Found(ends_at=noon(5)), noon(0))
    warning = AccountWarning.objects.by(ROOT).get().pk
    stranger = kept.actor("secretary_a")
    assert accounts(stranger) == []
    for asked in (lambda: account(stranger, KEY), lambda: outlet_warned_of(stranger, warning)):
        with pytest.raises(NotThere):
            asked()
    assert accounts_dated(stranger, until=today() + timedelta(9), after=0, limit=9, keys=None) == []
    with pytest.raises(NotAllowed):
        record_look(by=kept.actor("chief"), outlet=outlet(KEY).pk, found=Found(), now=noon(0))
    assert outlet_warned_of(kept.actor("editor"), warning) == KEY


@given(moments, st.none() | moments, st.none() | moments)
def test_what_the_platform_says_goes_before_what_is_reckoned(
    stored_at: datetime, said: datetime | None, kept: datetime | None
) -> None:
    """The look, then what came with the token, then the days since it was stored; else nobody knows."""
    stored = {"refresh_token": "r", **({"refresh_until": kept.isoformat()} if kept else {})}
    standing = standing_of("kuaishou", stored, stored_at, Found(ends_at=said))
    expected = said or kept
    if expected is not None:
        assert (standing.ends_at, standing.known) == (expected, Known.PLATFORM)
    else:
        assert (standing.ends_at, standing.known) == (stored_at + timedelta(days=180), Known.RECKONED)
    assert standing_of("baijiahao", {"app_token": "t"}, stored_at, Found()).known is Known.UNKNOWN


@given(moments, st.integers(-100, 100))
def test_only_an_end_that_the_platform_named_stops(now: datetime, days: int) -> None:
    """What is reckoned may be wrong: it is told, and stops nothing."""
    ends = now + timedelta(days=days)
    named = judged(Found(ends_at=ends), standing_of("weibo", {}, now, Found(ends_at=ends)), now)
    assert named.dead == (days <= 0)
    old = standing_of("kuaishou", {"refresh_token": "r"}, now - timedelta(days=181), Found())
    assert not judged(Found(), old, now).dead
    lacking = standing_of("kuaishou", {"scopes": "user_info"}, now, Found())
    assert lacking.missing == ("user_video_publish",)
    assert judged(Found(), lacking, now).cause == Cause.SCOPE_MISSING


def test_no_cause_is_a_blip_and_a_death() -> None:
    """What is told at once and what is told later never overlap, and later is later."""
    assert not BLIPS & STOPS_OUTLET
    assert timedelta(hours=1) <= AWAY_AFTER <= timedelta(days=1)
