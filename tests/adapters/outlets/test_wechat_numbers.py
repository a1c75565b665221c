"""The statistics of an Official Account: asked once a day, kept by delivery, shown as the platform's, unknown until told."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.adapters.outlets.wechat.wire import counted_in
from lianjian.apps.matrix.actions.record_numbers import record_numbers
from lianjian.apps.matrix.models import NumbersAsked, OutletNumbers
from lianjian.apps.matrix.queries import ledger
from lianjian.apps.matrix.rules.numbers import DAYS, days_to_ask, next_asking
from lianjian.apps.matrix.tasks.counting import numbers_asked
from lianjian.kernel.clock import CHINA, civil_date
from lianjian.kernel.refusals import NotAllowed
from tests.adapters.outlets.test_wechat import KEY, Bench, bench
from tests.network import ROOT

if TYPE_CHECKING:
    from lianjian.apps.matrix.queries.numbers import Numbers

__all__ = ["bench"]  # the fixture of the account
pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]


def shown(story: int) -> Numbers | None:
    return next(row.numbers for row in ledger(ROOT, story).rows if row.outlet.key == KEY)


def told(bench: Bench) -> list[str]:
    return [call for call in bench.platform.log if call.startswith("datacube/")]


def ask(bench: Bench, *, hour: int = 9, days: int = 1) -> int:
    """Turn the clock to an hour some days later and let the job run."""
    now = bench.clock().astimezone(CHINA)
    bench.clock.to((now + timedelta(days=days)).replace(hour=hour, minute=0))
    return numbers_asked(bench.clock())


def test_numbers_come_the_day_after_and_grow(bench: Bench) -> None:
    """Unknown at first; not asked before the platform has them; once a day then; a late answer is asked for again; the last
    number stands with its day."""
    story = bench.publish()
    bench.work()
    first = shown(story)
    assert first is not None
    assert (first.until, first.readers) == (None, None)
    assert numbers_asked(bench.clock()) == 0
    assert ask(bench, hour=7) == 0
    assert ask(bench, hour=9, days=0) == 1
    day = civil_date(bench.clock()) - timedelta(days=1)
    numbers = shown(story)
    assert numbers is not None
    assert (numbers.until, numbers.readers, numbers.sharers) == (day, 40, 4)
    assert numbers_asked(bench.clock()) == 0
    bench.platform.account.delays = True
    assert ask(bench) == 1
    assert NumbersAsked.objects.by(ROOT).get().late
    bench.clock.forward(hours=4)
    assert numbers_asked(bench.clock()) == 1
    numbers = shown(story)
    assert numbers is not None
    assert (numbers.until, numbers.readers) == (day + timedelta(days=1), 80)
    assert told(bench) == ["datacube/getarticletotaldetail"] * 3
    assert ask(bench, days=DAYS + 2) == 0


def test_a_platform_that_refuses_numbers_leaves_them_unknown(bench: Bench) -> None:
    """Its code is kept, the outlet goes on; asked again later."""
    story = bench.publish()
    bench.work()
    bench.faults("datacube/getarticletotaldetail=code:48001x1")
    assert ask(bench) == 1
    row = NumbersAsked.objects.by(ROOT).get()
    assert (row.code, row.late) == ("48001", False)
    assert row.next_at - bench.clock() > timedelta(hours=2)
    assert not OutletNumbers.objects.by(ROOT).exists()
    assert bench.row(story).state == "published"
    numbers = shown(story)
    assert numbers is not None
    assert numbers.readers is None


def test_only_the_system_writes_numbers_and_only_the_media_centre_reads_them(bench: Bench) -> None:
    """An editor writes none; a village sees none."""
    bench.publish()
    bench.work()
    ask(bench)
    network = bench.network
    with pytest.raises(NotAllowed):
        record_numbers(
            by=network.actor("editor"),
            outlet=1,
            day=date(2026, 11, 1),
            ref="x",
            counted=None,
            now=bench.clock(),
        )
    assert OutletNumbers.objects.by(network.actor("editor")).exists()
    for who in ("secretary_a", "liaison", "leader"):
        assert not OutletNumbers.objects.by(network.actor(who)).exists()
        assert not NumbersAsked.objects.by(network.actor(who)).exists()


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
        ),
    )
)
def test_what_is_no_number_is_unknown(junk: object) -> None:
    """Whatever stands where a number should: nothing raises, nothing negative or made up comes out."""
    told = {"msgid": "7_1", "detail_list": [{"stat_date": "2026-11-01", "read_user": junk, "share_user": 3}]}
    counted = counted_in({"list": [told, {"msgid": "7_2", "detail_list": [{"stat_date": "2026-11-01"}]}]})
    (row,) = counted.rows
    assert (row.key, row.until, row.sharers) == ("7", date(2026, 11, 1), 3)
    assert row.readers is None or (row.readers == junk and row.readers >= 0)


START = datetime(2026, 11, 1, tzinfo=UTC)


@given(
    st.lists(st.timedeltas(timedelta(days=-60), timedelta(days=60)), max_size=12),
    st.timedeltas(timedelta(0), timedelta(days=30)),
)
def test_only_days_that_are_over_and_still_counted_are_asked_for(
    away: list[timedelta], later: timedelta
) -> None:
    """Each once, in order, the last one yesterday at the latest; the next time lies ahead."""
    now, moments = START + later, [START + one for one in away]
    days = days_to_ask(moments, now)
    assert days == sorted(set(days))
    assert all(now.astimezone(CHINA).date() - timedelta(days=DAYS) <= day < civil_date(now) for day in days)
    assert set(days) <= {civil_date(moment) for moment in moments}
    assert all(next_asking(now, late=late) > now for late in (True, False))
