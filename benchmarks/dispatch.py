# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""Dispatch: deliveries a second from the outbox to a receiver that takes 5 ms, and whether each arrived exactly once.

Ours is the dispatcher that ships, on an SQLite installation of its own that is thrown away: 26 outlets, at most 4 on
the way to each, 64 in all; shaping is left out (the job is made once), claiming, settling and the history are not.
The limit is a bare aiohttp loop of the same concurrency. The peer that is installed (django-tasks with its database
backend) sends the same requests from one worker; the others are named. All run in turns against the same receiver.

python -m benchmarks dispatch [--size small|medium|large] --json
"""

from __future__ import annotations

import asyncio
import http.client
import json
import multiprocessing
import os
import statistics
import tempfile
import time
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from lianjian.apps.matrix.ports import Adapters, Desk, Job, Outcome
    from lianjian.apps.matrix.rules.work import Claim

SIZES = {"small": 2_000, "medium": 10_000, "large": 50_000}
ROUNDS, CONCURRENCY, CAP, BODY, DELAY = 3, 64, 4, b"x" * 10_240, 0.005
PEER_SHARE = 10
"""The peer sends a tenth: it is slower by so much that the whole would take minutes."""
ADDRESS = "LIANJIAN_BENCH_SINK"


def run(size: str) -> dict[str, Any]:
    """Rates, ratios, and what the receiver counted."""
    ours_end, sink_end = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=_sink, args=(sink_end,), daemon=True)
    sink.start()
    os.environ[ADDRESS] = f"127.0.0.1:{ours_end.recv()}"
    try:
        with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as home:
            os.environ["LIANJIAN_HOME"] = home
            os.environ.pop("LIANJIAN_DATABASE_URL", None)
            os.environ["DJANGO_SETTINGS_MODULE"] = "lianjian.settings.embedded"
            import django
            from django.core.management import call_command
            from django.db import connections

            django.setup()
            for app in ("matrix", "foundation", "django_tasks_database"):
                call_command("migrate", app, verbosity=0)
            try:
                return _measure(SIZES[size])
            finally:
                connections.close_all()
    finally:
        sink.terminate()


def _measure(count: int) -> dict[str, Any]:
    rates: dict[str, list[float]] = {"ours": [], "limit": [], "peer": []}
    arrived, distinct = 0, 0
    _prepare_outlets()
    for number in range(ROUNDS):
        asyncio.run(_bare(count))  # warms the receiver up for both
        rates["limit"].append(count / _timed(lambda: asyncio.run(_bare(count))))
        _fill(number, count)
        before = _counted()
        rates["ours"].append(count / _timed(_dispatch))
        after = _counted()
        arrived += after["all"] - before["all"]
        distinct += after["distinct"] - before["distinct"]
        rates["peer"].append((count // PEER_SHARE) / _timed_peer(count // PEER_SHARE))
    medians = {name: round(statistics.median(values), 1) for name, values in rates.items()}
    missing = {"missing": "needs a broker or a server of its own"}
    return {
        "ours": {"deliveries_per_s": medians["ours"], "rounds": [round(r, 1) for r in rates["ours"]]},
        "peers": {
            "django-tasks-db": {"deliveries_per_s": medians["peer"]},
            "celery": missing,
            "dramatiq": missing,
            "huey": {"missing": "not installed"},
            "procrastinate": missing,
        },
        "limit": {"deliveries_per_s": medians["limit"]},
        "ratios": {
            "to_limit": round(medians["ours"] / medians["limit"], 3),
            "to_django-tasks-db": round(medians["ours"] / medians["peer"], 2),
        },
        "checks": {
            "sent": count * ROUNDS,
            "arrived": arrived,
            "distinct": distinct,
            "lost": count * ROUNDS - distinct,
            "repeated": arrived - distinct,
        },
    }


def _timed(call: Any) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


# the receiver


def _sink(told: Connection) -> None:
    """A process of its own: takes what comes, waits, counts the keys."""
    keys: set[str] = set()
    total = 0

    async def take(request: web.Request) -> web.Response:
        nonlocal total
        await request.read()
        await asyncio.sleep(DELAY)
        if key := request.headers.get("Idempotency-Key"):
            total += 1
            keys.add(key)
        return web.Response(text="ok")

    async def count(_: web.Request) -> web.Response:
        return web.json_response({"all": total, "distinct": len(keys)})

    async def main() -> None:
        app = web.Application()
        app.router.add_post("/", take)
        app.router.add_get("/", count)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


def _counted() -> dict[str, int]:
    receiver = http.client.HTTPConnection(os.environ[ADDRESS], timeout=30)
    receiver.request("GET", "/")
    found: dict[str, int] = json.loads(receiver.getresponse().read())
    receiver.close()
    return found


# the limit


async def _bare(count: int) -> None:
    numbers = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:

        async def send() -> None:
            for _ in numbers:
                async with session.post(f"http://{os.environ[ADDRESS]}/", data=BODY) as answer:
                    await answer.read()

        await asyncio.gather(*(send() for _ in range(CONCURRENCY)))


# ours


class Sink:
    """An outlet that takes anything."""

    platform = "sink"
    idempotent = reconciles = corrects = withdraws = True
    credential_fields = ()
    timeout = 30.0

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        from lianjian.apps.matrix.ports import published

        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY))
        address = f"http://{os.environ[ADDRESS]}/"
        async with self._session.post(address, data=BODY, headers={"Idempotency-Key": job.key}) as answer:
            await answer.read()
        return published(f"https://sink.example/{job.delivery}")

    poll = reconcile = withdraw = send

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _prepare_outlets() -> None:
    from lianjian.apps.matrix.models import Outlet

    rows = Outlet.objects.across_organisations("a benchmark")
    rows.update(platform="sink", mode="api", state="ready", cap=CAP, idempotent=True)


def _fill(number: int, count: int) -> None:
    """A backlog over all outlets."""
    from django.utils import timezone

    from lianjian.apps.matrix.models import Delivery, Outlet

    outlets = list(Outlet.objects.across_organisations("a benchmark"))
    now = timezone.now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                outlet=outlets[one % len(outlets)],
                story=number * count + one,
                revision=1,
                deed="publish",
                state="queued",
                key=f"{number}-{one}",
                next_at=now,
                planned_at=now,
                moved_at=now,
            )
            for one in range(count)
        ),
        batch_size=500,
    )


def _dispatch() -> None:
    from lianjian.apps.matrix.ports import Adapters as Found
    from lianjian.apps.matrix.ports import Job as Work
    from lianjian.apps.matrix.ports import OutletFacts
    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.tasks.dispatching import Dispatcher
    from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
    from lianjian.apps.matrix.tasks.outbox import Outbox
    from lianjian.apps.matrix.tasks.store_thread import StoreThread

    facts = OutletFacts(1, "sink", "sink", "sink", Limits(), {})

    def prepare(claim: Claim, adapters: Adapters) -> Work:  # noqa: ARG001 - the shape of the dispatcher
        return Work(
            claim.delivery,
            claim.key,
            claim.deed,
            claim.state,
            claim.attempts,
            claim.checks,
            facts,
            None,
            None,
            {},
            {},
        )

    async def main() -> None:
        thread = StoreThread()
        try:
            dispatcher = Dispatcher(
                store=Outbox(frozenset()),
                notebook=DatabaseNotebook(),
                adapters=Found({"sink": Sink()}, {}),  # type: ignore[dict-item] # it shapes nothing
                thread=thread,
                prepare=prepare,
                worker="benchmark",
                concurrency=CONCURRENCY,
            )
            await dispatcher.run(asyncio.Event(), until_empty=True)
        finally:
            thread.close()

    asyncio.run(main())


# a peer


def post_one() -> None:
    """What a background task of the peer does."""
    receiver = http.client.HTTPConnection(os.environ[ADDRESS], timeout=30)
    receiver.request("POST", "/", BODY)
    receiver.getresponse().read()
    receiver.close()


def _timed_peer(count: int) -> float:
    from django_tasks import task
    from django_tasks_db.management.commands.db_worker import Worker

    job = task()(post_one)
    globals()["post_one"] = job  # the worker finds a task by its dotted path
    for _ in range(count):
        job.enqueue()
    worker = Worker(
        queue_names=["*"],
        interval=0.0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="benchmark",
        excluded_queue_names=[],
    )
    try:
        return _timed(worker.run)
    finally:
        globals()["post_one"] = job.func
