# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""What must not happen in the delivery engine, provoked: a worker killed, an answer lost, an outlet that is slow, quotas
that run out, a million deliveries that wait. Each function is a task of ``delivering`` and runs in its own process."""

from __future__ import annotations

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from benchmarks import delivering
from benchmarks.delivering import CONCURRENCY, counted, dispatch, fill, forget, prepare_outlets, states, sweep

if TYPE_CHECKING:
    from lianjian.apps.matrix.rules.work import Claim

LEASE = 3.0
FEW_WAITING = 2_000


def worker(
    *, lease: float, waits: bool, concurrency: int = CONCURRENCY, patience: float = -1
) -> dict[str, int]:
    """A worker as a process; with ``waits`` it has all its imports behind it and begins when it gets a line. It ends when
    nothing is due for ``patience`` seconds, by default for longer than a lease."""
    if waits:
        sys.stderr.write("waiting\n")
        sys.stderr.flush()
        sys.stdin.readline()
    return dispatch(lease=lease, patience=lease + 2 if patience < 0 else patience, concurrency=concurrency)


def kills(*, count: int, times: int, seed: int) -> dict[str, Any]:
    """SIGKILL at a random moment of ``count`` deliveries, ``times`` times; a second worker stands ready. Recovery is the
    time from the kill until all that the dead worker held is on its way again."""
    chance = random.Random(seed)  # noqa: S311 - chooses moments
    outlets = prepare_outlets(idempotent=True)
    lost, repeats, recoveries, held = 0, [], [], []
    for number in range(times):
        sweep()
        forget()
        fill(count, outlets, lambda one, _, number=number: f"kill-{number}-{one}")
        moment = chance.randrange(count // 20, count - count // 20)
        second = _worker(waits=True)
        assert second.stderr is not None
        while second.stderr.readline().strip() != b"waiting":
            pass
        first = _worker(waits=False)
        while counted()["calls"] < moment:
            if first.poll() is not None:
                msg = "the worker ended before it was killed"
                raise RuntimeError(msg)
            time.sleep(0.005)
        first.send_signal(signal.SIGKILL)
        first.wait()
        killed_at = counted()["now"]
        keys = _held()
        assert second.stdin is not None
        second.stdin.write(b"go\n")
        second.stdin.flush()
        recoveries.append(_back(set(keys)) - killed_at if keys else 0.0)
        second.stdin.close()
        if second.wait(timeout=300) != 0:
            msg = "the second worker failed"
            raise RuntimeError(msg)
        told = counted()
        lost += count - int(told["distinct"])
        repeats.append(int(told["calls"] - told["distinct"]))
        held.append(len(keys))
    return {
        "times": times,
        "lost": lost,
        "repeats": repeats,
        "most_repeats": max(repeats),
        "held": held,
        "recovery_s": [round(one, 2) for one in recoveries],
        "slowest_recovery_s": round(max(recoveries), 2),
        "lease_s": LEASE,
        "concurrency": CONCURRENCY,
    }


def _worker(*, waits: bool) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        delivering.command("worker", {"lease": LEASE, "waits": waits}),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE if waits else None,
    )


def _held() -> list[str]:
    """Keys of what the dead worker held."""
    from lianjian.apps.matrix.models import Delivery

    rows = Delivery.objects.across_organisations("a benchmark")
    return list(rows.filter(lease_until__isnull=False).values_list("key", flat=True))


def _back(keys: set[str]) -> float:
    """Wait until all of these were claimed anew or settled; the moment on the receiver's clock."""
    from lianjian.apps.matrix.models import Delivery

    rows = Delivery.objects.across_organisations("a benchmark")
    while rows.filter(key__in=keys, claims__lt=2).exclude(state="published").exists():
        time.sleep(0.02)
    return counted()["now"]


def lost_answers(*, count: int, lost: int) -> dict[str, Any]:
    """At a platform without a key the line breaks for ``lost`` of ``count`` deliveries, after half of them were taken:
    nothing is sent again before it was looked for."""
    from lianjian.apps.matrix.models import Attempt, Delivery

    outlets = prepare_outlets(idempotent=False)
    sweep()
    forget()
    every = count // lost
    fill(count, outlets, lambda one, _: f"{'lost' if one % every == 0 else 'kept'}-{one}")
    ended = dispatch(patience=60.0)
    told = counted()
    attempts = Attempt.objects.across_organisations("a benchmark")
    doubted = attempts.filter(state="unknown").values("delivery").distinct().count()
    rows = Delivery.objects.across_organisations("a benchmark")
    blind = attempts.filter(began_as="sending", state="queued", delivery__key__startswith="lost").count()
    return {
        "sent": count,
        "answers_lost": int(told["lost"]),
        "stood_as_unknown": doubted,
        "automatic_resends": blind,
        "there_twice": int(told["calls"] - told["distinct"]),
        "missing": count - int(told["distinct"]),
        "reconciled": rows.filter(key__startswith="lost", state="published").count(),
        "ended": ended,
    }


def slow_outlet(*, count: int, rounds: int) -> dict[str, Any]:
    """How long the other 25 take while one outlet answers in two seconds, beside the same without it; in turns."""
    outlets = prepare_outlets(idempotent=True)
    alone: list[float] = []
    beside: list[float] = []
    for number in range(rounds):
        for slow, times in ((False, alone), (True, beside)):
            sweep()
            forget()
            fill(
                count,
                outlets,
                lambda one, o, n=number, s=slow: f"{'slow' if s and o == 0 else 'fast'}-{n}{s}-{one}",
            )
            dispatch()
            told = counted()
            times.append(told["last_fast"] - told["first"])
    return {
        "undisturbed_s": [round(one, 2) for one in alone],
        "beside_a_slow_one_s": [round(one, 2) for one in beside],
        "ratio": round(statistics.median(beside) / statistics.median(alone), 2),
    }


def claims(*, waiting: int, times: int) -> dict[str, Any]:
    """Milliseconds of one fair claim of 64 with few and with ``waiting`` deliveries in the queue, and of the limit in turn with
    it: one update that leases 64 rows whose keys are known. What was claimed is settled before the next claim, as the
    dispatcher does."""
    from django.db import connection, transaction
    from django.utils import timezone

    from lianjian.apps.matrix.models import Delivery
    from lianjian.apps.matrix.tasks.outbox import Outbox

    outlets = prepare_outlets(idempotent=True)
    found = {}
    for size in (2 * times * CONCURRENCY + FEW_WAITING, waiting):
        sweep()
        fill(size, outlets, lambda one, _: f"claim-{one}")
        if (
            connection.vendor == "postgresql"
        ):  # a queue that grew in its time was cleaned by the way, not just now
            with connection.cursor() as cursor:
                cursor.execute("VACUUM (ANALYZE) matrix_delivery")
                cursor.execute("CHECKPOINT")
        store, rows = Outbox(frozenset()), Delivery.objects.across_organisations("a benchmark")
        last = rows.order_by("-pk").values_list("pk", flat=True)[0]
        spent, bare = [], []
        for one in range(times):
            began = time.perf_counter()
            taken = store.claim(worker="benchmark", slots=CONCURRENCY, now=timezone.now(), lease=60.0)
            spent.append((time.perf_counter() - began) * 1000)
            if len(taken) != CONCURRENCY:
                msg = f"{len(taken)} claimed"
                raise RuntimeError(msg)
            _settle([claim.delivery for claim in taken])
            keys = [last - one * CONCURRENCY - row for row in range(CONCURRENCY)]
            began = time.perf_counter()
            with transaction.atomic():
                rows.filter(pk__in=keys).update(lease_until=timezone.now(), worker="bare")
            bare.append((time.perf_counter() - began) * 1000)
            _settle(keys)
        found[str(size)] = _percentiles(spent) | {
            f"limit_{name}": ms for name, ms in _percentiles(bare).items()
        }
    return found


def _percentiles(spent: list[float]) -> dict[str, float]:
    ordered = sorted(spent)
    return {
        "p50_ms": round(ordered[len(ordered) // 2], 2),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 2),
    }


def _settle(deliveries: list[int]) -> None:
    from lianjian.apps.matrix.models import Delivery

    rows = Delivery.objects.across_organisations("a benchmark").filter(pk__in=deliveries)
    rows.update(lease_until=None, next_at=None, state="published", worker="")


def days(*, days: int, stories: int) -> dict[str, Any]:
    """Simulated days at an Official Account (``wechat.simulator``, the real adapter, a clock that jumps to the next thing
    to do): ``stories`` a day want out, a hundred may. What the platform counted, and what it refused for its quotas."""
    from lianjian.adapters.outlets.simulating.running import running
    from lianjian.adapters.outlets.wechat.simulator.account import Account
    from lianjian.adapters.outlets.wechat.simulator.server import Simulator
    from lianjian.apps.matrix.models import Delivery, Outlet
    from lianjian.kernel.clock import CHINA

    clock = _Clock(datetime(2026, 11, 2, 0, 1, tzinfo=CHINA))
    port = delivering.free_port()
    address = f"http://127.0.0.1:{port}"
    account = Account(appid="wx", secret="s", address=address, clock=clock, publishing=20.0)  # noqa: S106 - of a simulator
    refused: list[str] = []
    _counting(account, refused)
    simulator = Simulator(account)
    rows = Outlet.objects.across_organisations("a benchmark")
    outlet = rows.get(key="wechat-zhuyou")
    rows.filter(pk=outlet.pk).update(state="ready", cap=CAP_OF_DAYS)
    sweep()
    used: dict[str, list[int]] = {"freepublish/submit": [], "freepublish/get": []}
    with running(simulator, host="127.0.0.1", port=port):
        for day in range(days):
            _plan(outlet.pk, day * stories, stories, clock())
            ends = datetime(2026, 11, 2 + day + 1, 0, 1, tzinfo=CHINA)
            while clock() < ends:
                _work_once(clock, address)
                due = Delivery.objects.across_organisations("a benchmark").filter(next_at__gt=clock())
                following = due.order_by("next_at").values_list("next_at", flat=True).first()
                step = min(following or ends, ends)
                clock.moment = max(step, clock() + timedelta(seconds=1))
            for call, spent in used.items():
                spent.append(
                    account.counted.used.get((call, (ends - timedelta(hours=12)).strftime("%Y-%m-%d")), 0)
                )
    return {
        "days": days,
        "stories_a_day": stories,
        "used": used,
        "share_used": {
            call: round(sum(spent) / (days * account.quotas[call]), 3) for call, spent in used.items()
        },
        "violations": len(refused),
        "ended": states(),
    }


CAP_OF_DAYS = 8


class _Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment


def _plan(outlet: int, first: int, count: int, now: datetime) -> None:
    from lianjian.apps.matrix.models import Delivery

    Delivery.objects.bulk_create(
        Delivery(
            outlet_id=outlet,
            story=first + one + 1,
            revision=1,
            deed="publish",
            state="queued",
            key=f"day-{first + one}",
            next_at=now,
            planned_at=now,
            moved_at=now,
        )
        for one in range(count)
    )


def _work_once(clock: _Clock, address: str) -> None:
    """Everything that is due at this moment, by the real adapter."""
    import asyncio

    from lianjian.adapters.outlets.wechat.adapter import Wechat
    from lianjian.apps.matrix.models import Outlet, RemoteRef
    from lianjian.apps.matrix.ports import Adapters as Found
    from lianjian.apps.matrix.ports import Job, OutletFacts
    from lianjian.apps.matrix.rules.limits import read_limits
    from lianjian.apps.matrix.tasks.dispatching import Dispatcher
    from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
    from lianjian.apps.matrix.tasks.outbox import Outbox
    from lianjian.apps.matrix.tasks.store_thread import StoreThread
    from lianjian.apps.newsroom.rules.content import Block, Picture, PublishedStory

    row = Outlet.objects.across_organisations("a benchmark").get(key="wechat-zhuyou")
    facts = OutletFacts(
        row.pk, row.key, row.name, row.platform, read_limits(row.limits), {"api_base": address}
    )
    adapter = Wechat()

    def prepare(claim: Claim, adapters: Found) -> Job:  # noqa: ARG001 - the shape of the dispatcher
        picture = Picture(1, "", "1" * 64, "image/png", 320, 180, "茶山", "")
        story = PublishedStory(
            claim.story, 1, f"茶山上的第{claim.story}天", "", "", "甲", "乙", "village-stories", "驻村故事", None, "", "",
            None, clock(), clock(), (Block("paragraph", f"第{claim.story}篇。"), Block("picture", "", picture)), None,
            "", demonstration=True,
        )  # fmt: skip
        refs = RemoteRef.objects.across_organisations("a benchmark").filter(delivery=claim.delivery)
        link = f"https://example.org/stories/{claim.story}/?o=wechat-zhuyou"
        of_claim = (claim.delivery, claim.key, claim.deed, claim.state, claim.attempts, claim.checks)
        version = adapter.shape(story, facts, link)
        secrets = {"appid": "wx", "secret": "s"}
        return Job(*of_claim, facts, story, version, dict(refs.values_list("name", "value")), secrets)

    async def main() -> None:
        thread = StoreThread()
        try:
            dispatcher = Dispatcher(
                store=Outbox(frozenset({"wechat"})),
                notebook=DatabaseNotebook(),
                adapters=Found({"wechat": adapter}, {}),
                thread=thread,
                prepare=prepare,
                worker="benchmark",
                clock=clock,
                idle=0.05,
            )
            await dispatcher.run(asyncio.Event(), until_empty=True)
        finally:
            thread.close()

    from lianjian.apps.matrix.tasks import working_desk

    drawn = _drawn()

    async def picture(self: Any, picture: Any) -> bytes:  # noqa: ARG001 - the shape of the port
        return drawn

    working_desk.WorkingDesk.picture = picture  # type: ignore[method-assign] # there is no picture store here
    asyncio.run(main())


def _counting(account: Any, refused: list[str]) -> None:
    """Have the platform note each call that it refuses because a quota is used up."""
    count = account.count

    def noting(call: str) -> None:
        try:
            count(call)
        except Exception:
            refused.append(call)
            raise

    type(account).count = lambda _, call: noting(call)


def _drawn() -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (320, 180), (90, 120, 80)).save(held, "PNG")
    return held.getvalue()


def all_faults(home: str, database: str, size: str) -> dict[str, Any]:
    """Every measurement of this file on one store."""
    small = size == "small"
    tasks: dict[str, dict[str, Any]] = {
        "kills": {
            "count": 2_000,
            "times": 3 if small else 10,
            "seed": int(os.environ.get("BENCH_SEED", "20261127")),
        },
        "lost_answers": {"count": 1_000, "lost": 100},
        "slow_outlet": {"count": 2_000, "rounds": 3 if small else 5},
        "days": {"days": 2 if small else 3, "stories": 150},
        "claims": {"waiting": 40_000 if small else 1_000_000, "times": 200},
    }
    return {task: delivering.in_process(task, database, home, **given) for task, given in tasks.items()}


if __name__ == "__main__":
    json.dump(all_faults(sys.argv[1], sys.argv[2], sys.argv[3]), sys.stdout, indent=2)
