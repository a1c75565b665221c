"""The dispatcher with its own threads on a real database."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from lianjian.apps.matrix.actions.pause_outlet import pause_outlet
from lianjian.apps.matrix.actions.retry_delivery import retry_delivery
from lianjian.apps.matrix.models import Attempt, Delivery, Outlet
from lianjian.apps.matrix.ports import adapters, needs_human, published, refused
from lianjian.apps.matrix.queries import facts
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.work import Ending
from lianjian.apps.matrix.tasks.outbox import Outbox
from lianjian.apps.matrix.tasks.running import dispatch, run_in_thread
from lianjian.foundation.models import EventRecord
from lianjian.kernel.refusals import Unreachable
from tests.apps.matrix.dispatching import work, work_through
from tests.apps.matrix.stories import deliveries, delivery, outlet, publish
from tests.network import ROOT, Network
from tests.simulators.clock import Clock
from tests.simulators.platforms import Platform, serving

LEASE = 60.0

pytestmark = pytest.mark.costly


def rows_for(key: str, count: int) -> list[int]:
    """Queued deliveries of stories that need not exist, to an outlet; their keys. Only for what claims them."""
    row, now = outlet(key), timezone.now()
    made = Delivery.objects.bulk_create(
        Delivery(
            outlet=row,
            story=1_000_000 + number,
            revision=1,
            deed="publish",
            state="queued",
            key=f"{key}:{number}",
            next_at=now - timedelta(seconds=1),
            planned_at=now,
            moved_at=now,
        )
        for number in range(count)
    )
    return [one.pk for one in made]


def as_interface(*keys: str, cap: int = 4, idempotent: bool = True) -> None:
    """Let outlets be reached by an interface called like their platform."""
    Outlet.objects.across_organisations("a test arranges").filter(key__in=keys).update(
        mode="api", state="ready", cap=cap, idempotent=idempotent, credential_fields=[]
    )


def test_the_site_has_a_story_seconds_after_it_was_published(committed: Network) -> None:
    """The engine of the worker process, in its thread: claims, publishes, tells, and stops when it is told to."""
    stop = threading.Event()
    engine = threading.Thread(target=run_in_thread, args=(stop,))
    engine.start()
    try:
        story = publish(committed)
        deadline = time.monotonic() + 60
        while delivery(story, "web-site").state != "published" and time.monotonic() < deadline:
            time.sleep(0.05)
    finally:
        stop.set()
        engine.join(timeout=30)
    assert not engine.is_alive()
    row = delivery(story, "web-site")
    assert (row.state, row.url.endswith(f"/stories/{story}/"), row.attempts) == ("published", True, 1)
    assert row.lease_until is None
    told = [
        (state, url)
        for event in EventRecord.objects.filter(name="matrix.deliveries_moved")
        for key, state, url in zip(
            *(event.payload[one] for one in ("deliveries", "states", "urls")), strict=True
        )
        if key == row.pk
    ]
    assert told == [("published", row.url)]


def test_a_claim_never_gives_an_outlet_more_than_its_cap(committed: Network) -> None:
    """Ten wait, four may be on the way: the fifth is claimed when one of the four is done, not before."""
    as_interface("toutiao")
    rows_for("toutiao", 10)
    store, now = Outbox(frozenset()), timezone.now()
    first = store.claim(worker="a", slots=32, now=now, lease=LEASE)
    assert len(first) == 4
    assert store.claim(worker="b", slots=32, now=now, lease=LEASE) == []
    assert store.settle([Ending(first[0], refused(Cause.CONTENT_EMPTY), now)]) == [True]
    assert len(store.claim(worker="b", slots=32, now=now, lease=LEASE)) == 1


def test_a_claim_takes_the_outlets_in_turn(committed: Network) -> None:
    """A long queue of one outlet does not fill the places before another outlet got its first."""
    as_interface("toutiao", "sohu", "netease", cap=10)
    rows_for("toutiao", 10)
    rows_for("sohu", 2)
    rows_for("netease", 1)
    claims = Outbox(frozenset()).claim(worker="a", slots=5, now=timezone.now(), lease=LEASE)
    assert sorted(c.platform for c in claims) == ["netease", "sohu", "sohu", "toutiao", "toutiao"]


def test_two_workers_never_hold_one_delivery_together(committed: Network) -> None:
    """Workers claiming at the same moment get different rows, and all rows are claimed once."""
    as_interface("toutiao", "sohu", "netease", cap=40)
    wanted = {key for name in ("toutiao", "sohu", "netease") for key in rows_for(name, 30)}
    start = threading.Barrier(4)

    def claim(worker: str) -> list[int]:
        store, found = Outbox(frozenset()), []
        start.wait(timeout=30)
        try:
            for _ in range(60):
                claims = store.claim(worker=worker, slots=7, now=timezone.now(), lease=LEASE)
                found += [c.delivery for c in claims]
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(4) as pool:
        parts = list(pool.map(claim, ["a", "b", "c", "d"]))
    taken = [key for part in parts for key in part]
    assert len(taken) == len(set(taken))
    assert set(taken) == wanted


@pytest.mark.costly
def test_several_dispatchers_send_each_delivery_once(committed: Network) -> None:
    """Three whole dispatchers on one outbox: every delivery ends published after exactly one send."""
    site = Platform(delay=0.005)
    stories = [publish(committed, f"第{number}篇") for number in range(6)]
    as_interface("toutiao", "sohu", cap=2)
    deliveries().filter(outlet__key__in=["toutiao", "sohu"]).update(state="queued", next_at=timezone.now())
    others = [Platform(platform="toutiao", delay=0.005), Platform(platform="sohu", delay=0.005)]
    chosen = serving(site, *others)
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work, serving=chosen) for _ in range(3)]:
            done.result(timeout=120)
    for platform in (site, *others):
        assert len(platform.sent) == len(stories)
        assert set(platform.sent.values()) == {1}
    assert max(p.most_at_once.total() for p in others) <= 2
    assert (
        deliveries()
        .filter(outlet__key__in=["web-site", "toutiao", "sohu"])
        .exclude(state="published")
        .count()
        == 0
    )


def test_one_slow_outlet_holds_up_no_other(committed: Network) -> None:
    """While an outlet takes its time, everything for the others is done: they all end before its first."""
    as_interface("toutiao", "sohu", cap=4)
    for number in range(8):
        publish(committed, f"第{number}篇", picture=False)
    deliveries().filter(outlet__key__in=["toutiao", "sohu"]).update(state="queued", next_at=timezone.now())
    order: list[tuple[str, int]] = []
    served = asyncio.Event()

    class Quick(Platform):
        async def send(self, job, desk):
            said = await super().send(job, desk)
            if len(order) == 16:
                served.set()
            return said

    class Slow(Platform):
        async def send(self, job, desk):
            await served.wait()  # for ever, where the others had to wait for this one
            return await super().send(job, desk)

    platforms = (
        Quick(order=order),
        Quick(platform="sohu", order=order),
        Slow(platform="toutiao", order=order),
    )
    work(serving=serving(*platforms), concurrency=8)
    assert {name for name, _ in order[:16]} == {"sohu", "web-site"}
    assert {name for name, _ in order[16:]} == {"toutiao"}
    assert len(order) == 24


def test_no_connection_is_tried_again_and_ends_with_a_person(committed: Network) -> None:
    """Where certainly nothing arrived it is sent again, each time later; after the eighth time a person is asked."""

    def away(job):
        raise Unreachable("no route")

    site, clock = Platform(answer=away, idempotent=False), Clock()
    as_interface("web-site", idempotent=False)
    story = publish(committed)
    work_through(clock, hours=2, serving=serving(site))
    row = delivery(story, "web-site")
    assert (row.state, row.cause, row.attempts) == ("needs_human", "unreachable", 8)
    assert site.sent[row.pk] == 8


def test_a_lost_answer_is_never_sent_again_by_itself(committed: Network) -> None:
    """Where the platform takes no key of ours and cannot be asked, a lost answer stays unknown until a person settles."""

    def lost(job):
        raise Unreachable("reset", answered=False)

    site, clock = Platform(answer=lost), Clock()
    as_interface("web-site", idempotent=False)
    story = publish(committed)
    work_through(clock, hours=48, serving=serving(site))
    row = delivery(story, "web-site")
    assert (row.state, row.cause, row.next_at) == ("unknown", "no-answer", None)
    assert site.sent[row.pk] == 1


def test_a_fault_of_ours_is_recorded_and_stops_nobody_else(committed: Network) -> None:
    """An adapter that raises nonsense ends with a person; the other deliveries go on."""

    def broken(job):
        raise ZeroDivisionError

    as_interface("sohu")
    story = publish(committed)
    deliveries(story, "sohu").update(state="queued", next_at=timezone.now())
    work(serving=serving(Platform(), Platform(platform="sohu", answer=broken)))
    row = delivery(story, "sohu")
    assert (row.state, row.cause, row.detail) == ("needs_human", "our-fault", "ZeroDivisionError")
    assert delivery(story, "web-site").state == "published"


def test_what_cannot_be_prepared_was_not_sent(committed: Network) -> None:
    """A row whose limits cannot be read is tried again and ends with a person, never as "unknown"."""
    as_interface("web-site", idempotent=False)
    story = publish(committed)
    Outlet.objects.across_organisations("a test arranges").filter(key="web-site").update(
        limits={"nonsense": {"max": 1}}
    )
    site, clock = Platform(), Clock()
    work_through(clock, hours=2, serving=serving(site))
    row = delivery(story, "web-site")
    assert (row.state, row.cause, row.detail) == ("needs_human", "our-fault", "ValueError")
    assert not site.sent


def test_what_a_dead_worker_held_goes_first(committed: Network) -> None:
    """Its turn had come: it does not wait behind all that is queued already."""
    as_interface("toutiao", cap=4)
    rows_for("toutiao", 12)
    store, now = Outbox(frozenset()), timezone.now()
    held = {one.delivery for one in store.claim(worker="dead", slots=4, now=now, lease=LEASE)}
    later = now + timedelta(seconds=LEASE + 1)
    assert store.reap(now=later) == 4
    assert {one.delivery for one in store.claim(worker="alive", slots=4, now=later, lease=LEASE)} == held


@pytest.mark.parametrize(("idempotent", "state"), [(True, "queued"), (False, "unknown")])
def test_what_a_dead_worker_held_comes_back(committed: Network, idempotent: bool, state: str) -> None:  # noqa: FBT001
    """Its lease runs out: harmless repeats are queued, everything else is unknown. A late answer changes nothing."""
    as_interface("toutiao", idempotent=idempotent)
    rows_for("toutiao", 1)
    store, now = Outbox(frozenset({"toutiao"})), timezone.now()
    (claim,) = store.claim(worker="dead", slots=1, now=now, lease=LEASE)
    assert store.reap(now=now + timedelta(seconds=LEASE - 1)) == 0
    later = now + timedelta(seconds=LEASE + 1)
    assert store.reap(now=later) == 1
    row = deliveries().get(pk=claim.delivery)
    assert (row.state, row.cause, row.lease_until) == (state, "worker-lost", None)
    (again,) = store.claim(worker="alive", slots=1, now=later, lease=LEASE)
    assert again.number == claim.number + 1
    late = [
        Ending(claim, needs_human(Cause.HAND_OFF), later),
        Ending(again, published("https://a.example/1"), later),
    ]
    assert store.settle(late) == [False, True]
    row = deliveries().get(pk=claim.delivery)
    assert (row.state, row.url, row.evidence, row.worker) == (
        "published",
        "https://a.example/1",
        "answer",
        "",
    )


def test_a_stopped_dispatcher_finishes_what_it_holds(committed: Network) -> None:
    """Told to stop, it claims nothing more, ends what is on the way, and leaves no lease behind."""
    stories = [publish(committed, f"第{number}篇", picture=False) for number in range(9)]

    def some_are_published() -> bool:
        try:
            return deliveries().filter(state="published").exists()
        finally:
            connection.close()

    async def main() -> None:
        ending = asyncio.Event()
        task = asyncio.create_task(dispatch(ending))
        while not await asyncio.to_thread(some_are_published):  # noqa: ASYNC110 - rows ring no bell
            await asyncio.sleep(0.01)
        ending.set()
        await asyncio.wait_for(task, timeout=30)

    asyncio.run(main())
    rows = deliveries(outlet="web-site").filter(story__in=stories)
    assert rows.filter(lease_until__isnull=False).count() == 0
    assert set(rows.values_list("state", flat=True)) <= {"published", "queued"}


def test_a_withdrawn_story_is_not_sent_any_more(committed: Network) -> None:
    """Withdrawn between planning and sending: nothing leaves, and the row says why."""
    from lianjian.apps.newsroom.models import Story

    story = publish(committed)
    Story.objects.filter(pk=story).update(live=False)
    site = Platform()
    work(serving=serving(site))
    row = delivery(story, "web-site")
    assert (row.state, row.cause) == ("withdrawn", "story-withdrawn")
    assert not site.sent


def test_a_wall_that_stops_one_stops_the_outlet_once(committed: Network) -> None:
    """Wrong credentials: the outlet is paused, told once, and everything that waits for it waits for a person."""
    as_interface("sohu", cap=1)
    for number in range(4):
        publish(committed, f"第{number}篇", picture=False)
    deliveries(outlet="sohu").update(state="queued", next_at=timezone.now())
    sohu = Platform(platform="sohu", answer=lambda _: needs_human(Cause.CREDENTIALS_WRONG, code="40125"))
    work(serving=serving(Platform(), sohu))
    row = outlet("sohu")
    assert (row.state, row.cause, row.code) == ("paused", "credentials-wrong", "40125")
    assert sohu.sent.total() == 1
    assert set(deliveries(outlet="sohu").values_list("state", "cause")) == {
        ("needs_human", "credentials-wrong")
    }
    assert EventRecord.objects.filter(name="matrix.outlet_changed", payload__outlet=row.pk).count() == 1


def test_a_paused_outlet_gets_nothing_until_it_is_resumed(committed: Network) -> None:
    """Pausing takes what waits out of the queue; a retry is refused with the cure."""
    from lianjian.kernel.refusals import Refused

    story = publish(committed)
    pause_outlet(by=ROOT, outlet="web-site")
    site = Platform()
    work(serving=serving(site))
    assert not site.sent
    row = delivery(story, "web-site")
    assert (row.state, row.cause) == ("needs_human", "outlet-paused")
    with pytest.raises(Refused, match="not ready"):
        retry_delivery(by=ROOT, delivery=row.pk)


def test_every_step_is_in_the_history(committed: Network) -> None:
    """Rows of attempts are only added: one for each outcome that changed something."""
    answers = iter([refused(Cause.TITLE_TOO_LONG, code="45003")])
    site = Platform(answer=lambda _: next(answers, None) or needs_human(Cause.CHECK_FAILED))
    story = publish(committed)
    work(serving=serving(site))
    row = delivery(story, "web-site")
    with transaction.atomic():
        retry_delivery(by=ROOT, delivery=row.pk)
    assert delivery(story, "web-site").key == row.key  # the same text is the same key
    work(serving=serving(site))
    history = (
        Attempt.objects.by(ROOT)
        .filter(delivery=row.pk)
        .order_by("pk")
        .values_list("began_as", "state", "cause")
    )
    assert list(history) == [
        ("sending", "refused", "title-too-long"),
        ("refused", "queued", ""),
        ("sending", "needs_human", "check-failed"),
    ]


def test_adapters_of_the_installation_load(db: None) -> None:
    """None is broken, and each is found by the name it says."""
    found = adapters()
    assert found.broken == {}
    assert set(found.by_platform) == {
        "lianjian-web",
        "feeds",
        "hand-off",
        "wechat",
        "weibo",
        "baijiahao",
        "kuaishou",
        "bilibili",
        "douyin",
    }
    assert facts.credential_fields(ROOT, "wechat-zhuyou") == ["appid", "secret"]
