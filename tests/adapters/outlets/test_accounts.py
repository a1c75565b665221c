"""Looks at accounts of simulated platforms, and tokens that two workers need at the same time."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian.adapters.outlets.bilibili.simulator.account import Account as BilibiliAccount
from lianjian.adapters.outlets.bilibili.simulator.server import Simulator as Bilibili
from lianjian.adapters.outlets.douyin.simulator.account import Account as DouyinAccount
from lianjian.adapters.outlets.douyin.simulator.server import Simulator as Douyin
from lianjian.adapters.outlets.kuaishou.adapter import Kuaishou
from lianjian.adapters.outlets.kuaishou.simulator.account import Account
from lianjian.adapters.outlets.kuaishou.simulator.server import Simulator
from lianjian.adapters.outlets.simulating.faults import read_fault
from lianjian.adapters.outlets.simulating.running import running
from lianjian.adapters.outlets.weibo.adapter import Weibo
from lianjian.apps.matrix.models import AccountFacts, AccountWarning
from lianjian.apps.matrix.queries.facts import credentials_of, facts_of
from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
from lianjian.apps.matrix.tasks.store_thread import StoreThread
from lianjian.apps.matrix.tasks.watching import look
from lianjian.apps.matrix.tasks.working_desk import LookingDesk
from tests.apps.matrix.stories import connect, outlet
from tests.cli.running import free_port
from tests.network import ROOT, Network
from tests.simulators.clock import Clock
from tests.simulators.weibo import TOKENS, weibo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lianjian.adapters.outlets.weibo.simulator.server import Simulator as WeiboPlatform
    from lianjian.apps.matrix.ports import OutletFacts, Watching
    from lianjian.apps.matrix.rules.accounts import Found

pytestmark = [pytest.mark.enable_socket, pytest.mark.costly]
OLD = {"app_id": "ks-app", "app_secret": "ks-secret", "refresh_token": "first-refresh"}
WEIBO = "weibo-zhuyou"


@contextmanager
def kuaishou(clock: Clock) -> Iterator[Simulator]:
    port = free_port()
    simulator = Simulator(Account("ks-app", "ks-secret", "first-refresh", f"http://127.0.0.1:{port}", clock))
    with running(simulator, host="127.0.0.1", port=port):
        connect("kuaishou", simulator.account.address, OLD)
        yield simulator


def facts(key: str) -> AccountFacts:
    return AccountFacts.objects.by(ROOT).get(outlet__key=key)


def warned() -> list[tuple[str, str]]:
    rows = AccountWarning.objects.by(ROOT).filter(closed_at=None).order_by("pk")
    return list(rows.values_list("about", "cause"))


def test_a_look_brings_scopes_and_the_end_of_the_authorisation(committed: Network) -> None:
    """Kuaishou tells both with each renewal; a scope that was taken back stops the outlet."""
    clock = Clock.at_noon()
    with kuaishou(clock) as platform:
        look(clock(), every=True)
        seen = facts("kuaishou")
        assert seen.scopes == ["user_info", "user_video_publish"]
        assert seen.ends_at is not None
        assert (seen.known, (seen.ends_at - clock()).days) == ("platform", 179)
        assert look(clock()) == 0  # not its turn
        platform.account.scopes = {"user_info"}
        platform.account.forget_tokens()
        look(clock(), every=True)
    assert warned() == [("stopped", "scope-missing")]
    assert outlet("kuaishou").state == "paused"


def test_bilibili_tells_its_scopes_where_it_may_be_asked(committed: Network) -> None:
    """Without USER_INFO they stay unknown and the outlet goes on; without the right to hand in works it stops."""
    clock, address = Clock.at_noon(), f"http://127.0.0.1:{(port := free_port())}"
    platform = Bilibili(BilibiliAccount("app", "secret", "refresh", address, clock))
    with running(platform, host="127.0.0.1", port=port):
        old = {"client_id": "app", "client_secret": "secret", "refresh_token": "refresh"}
        connect("bilibili", address, old)
        look(clock(), every=True)
        assert (facts("bilibili").scopes, warned()) == (["ARC_BASE", "USER_INFO"], [])
        platform.account.scopes = {"ARC_BASE"}
        look(clock(), every=True)
        assert (facts("bilibili").scopes, outlet("bilibili").state) == (None, "ready")
        platform.account.scopes = {"USER_INFO"}
        look(clock(), every=True)
    assert (warned(), outlet("bilibili").state) == ([("stopped", "scope-missing")], "paused")


def test_douyin_is_looked_at_as_far_as_it_lets_us_in(committed: Network) -> None:
    """An application without an account shows only that it is let in; an authorised account tells its end and its scopes."""
    clock = Clock.at_noon()
    platform = Douyin(DouyinAccount("dy-app", "dy-secret", clock))
    address = f"http://127.0.0.1:{(port := free_port())}"
    with running(platform, host="127.0.0.1", port=port):
        secrets = {"client_key": "dy-app", "client_secret": "dy-secret"}
        connect("douyin", address, secrets)
        for _ in range(2):
            look(clock(), every=True)
        assert (facts("douyin").ends_at, facts("douyin").scopes, warned()) == (None, None, [])
        assert platform.log == ["client_token", "client_token"]  # each look asked
        connect("douyin", address, {**secrets, "open_id": "open-1", "refresh_token": "simulated-refresh"})
        look(clock(), every=True)
        seen = facts("douyin").ends_at
        assert seen is not None
        assert timedelta(0) < clock() + timedelta(days=30, seconds=1) - seen < timedelta(minutes=1)
        assert facts("douyin").scopes == ["h5.share", "video.data.bind"]
        clock.forward(days=31)
        look(clock(), every=True)
    assert (warned(), outlet("douyin").state) == ([("ending", "authorisation-ended")], "paused")


def test_a_token_without_renewal_ends_and_is_told(committed: Network) -> None:
    """Weibo tells the seconds that are left; once they are over the outlet stands still, and both are one notice."""
    clock = Clock.at_noon()
    with weibo(clock) as platform:
        connect(WEIBO, platform.account.address, {"access_token": TOKENS["access_token"]})
        clock.forward(days=20)
        look(clock(), every=True)
        ends = facts(WEIBO).ends_at
        assert ends is not None
        assert (ends - clock()).days in {9, 10}
        assert warned() == [("ending", "authorisation-ended")]
        clock.forward(days=11)
        look(clock(), every=True)
    assert outlet(WEIBO).state == "paused"
    assert len([about for about, _ in warned() if about == "ending"]) == 1


def test_a_blip_of_a_platform_is_no_death(committed: Network) -> None:
    """Gateways and lost answers leave the outlet as it is, and are told after hours only."""
    clock = Clock.at_noon()
    with kuaishou(clock) as platform:
        look(clock(), every=True)
        platform.faults.add(read_fault("photo/list=gatewayx1"), read_fault("photo/list=lost"))
        for _ in range(6):
            look(clock(), every=True)
            assert warned() == []
            clock.forward(hours=1)
        clock.forward(minutes=5)
        look(clock(), every=True)
        assert [about for about, _ in warned()] == ["away"]
        platform.faults.clear()
        look(clock(), every=True)
    assert (warned(), outlet("kuaishou").state) == ([], "ready")


def _looks(
    adapter: Watching, facts: OutletFacts, old: Mapping[str, str], clock: Clock, start: threading.Barrier
) -> Found:
    """One worker: an adapter, an event loop and a connection of its own; it still has the old credentials."""

    async def main() -> Found:
        thread = StoreThread()
        try:
            desk = LookingDesk(facts.id, DatabaseNotebook(), thread, clock)
            await asyncio.to_thread(start.wait)
            return await adapter.look(facts, old, desk)
        finally:
            await adapter.close()  # type: ignore[attr-defined] # every adapter has it
            await asyncio.to_thread(thread.close)

    return asyncio.run(main())


def both(make: type[Kuaishou | Weibo], key: str, clock: Clock) -> list[Found]:
    """Two workers at once with the same credentials read before either renewed them."""
    known, old = facts_of(outlet(key)), credentials_of(outlet(key))
    start, answers = threading.Barrier(2), []
    workers = [
        threading.Thread(target=lambda: answers.append(_looks(make(), known, old, clock, start)))
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return answers


def test_two_workers_use_a_refresh_token_once(committed: Network) -> None:
    """Kuaishou: who comes second reads what the first has kept. The renewal answers late, so that they do meet."""
    clock = Clock.at_noon()
    with kuaishou(clock) as platform:
        platform.faults.add(read_fault("refresh_token=late:0.4"))
        answers = both(Kuaishou, "kuaishou", clock)
        assert [found.cause for found in answers] == [None, None]
        assert platform.account.renewals == 1
        stored = credentials_of(outlet("kuaishou"))
        assert stored["refresh_token"] == platform.account.refresh_token
        assert stored["access_token"] in platform.account.tokens


def test_two_workers_renew_a_dead_token_once(committed: Network) -> None:
    """Weibo: both are refused with the old token, one renews, the other goes on with what was kept."""
    clock = Clock.at_noon()
    with weibo(clock) as platform:
        connect(WEIBO, platform.account.address, TOKENS)
        platform.account.expire()
        platform.faults.add(read_fault("oauth2/access_token=late:0.4"))
        answers = both(Weibo, WEIBO, clock)
        assert [found.cause for found in answers] == [None, None]
        assert _renewals(platform) == 1
        assert credentials_of(outlet(WEIBO))["refresh_token"] == platform.account.refresh_token


def test_new_credentials_are_not_overwritten_by_a_late_renewal(committed: Network) -> None:
    """Somebody stores other ones while a worker still has tokens of the old: the new ones stay."""
    connect("kuaishou", "", {**OLD, "refresh_token": "newest"})
    late = {"access_token": "x", "refresh_token": "of-the-old"}
    DatabaseNotebook().keep_credentials(outlet("kuaishou").pk, late, "first-refresh")
    assert credentials_of(outlet("kuaishou")) == {**OLD, "refresh_token": "newest"}


def _renewals(platform: WeiboPlatform) -> int:
    return platform.log.count("oauth2/access_token")
