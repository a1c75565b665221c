# ruff: noqa: PLC0415 - Django is set up before its models are imported
"""What the measurements of the delivery engine share: the receiver, an outlet that posts to it, a store that is thrown
away, and one measurement in a process of its own (``python -m benchmarks.delivering TASK ARGUMENTS``)."""

from __future__ import annotations

import asyncio
import http.client
import importlib
import json
import multiprocessing
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from lianjian.apps.matrix.ports import Adapters, Desk, Job, Outcome
    from lianjian.apps.matrix.rules.work import Claim

CONCURRENCY, CAP, BODY, DELAY, SLOW = 64, 4, b"x" * 10_240, 0.005, 2.0
ADDRESS = "LIANJIAN_BENCH_SINK"
KEY, SLOWLY, LOST = "Idempotency-Key", "X-Slowly", "X-Lost"
TASKS = {
    "throughput": "benchmarks.dispatch",
    "two_workers": "benchmarks.dispatch",
    "worker": "benchmarks.dispatch_faults",
    "kills": "benchmarks.dispatch_faults",
    "lost_answers": "benchmarks.dispatch_faults",
    "slow_outlet": "benchmarks.dispatch_faults",
    "days": "benchmarks.dispatch_faults",
    "claims": "benchmarks.dispatch_faults",
}


# the receiver


@contextmanager
def receiver() -> Iterator[None]:
    """A process that takes what comes, waits as long as an outlet would, and counts. Its address lies in ``ADDRESS``."""
    ours_end, its_end = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=_sink, args=(its_end,), daemon=True)
    sink.start()
    its_end.close()  # so that a receiver that died is an error here and no waiting for ever
    os.environ[ADDRESS] = f"127.0.0.1:{ours_end.recv()}"
    try:
        yield
    finally:
        sink.terminate()
        sink.join()


class _Receiver:
    """Counts calls and keys, and knows when the first and the last came (seconds of its own clock). What is marked as
    lost hears nothing, once a key: half of it was taken before the line broke, half was not."""

    def __init__(self) -> None:
        self._begin_anew()

    def _begin_anew(self) -> None:
        self.taken: dict[str, int] = {}
        self.broken: set[str] = set()
        self.calls = 0
        self.first = self.last = self.last_fast = 0.0

    async def take(self, request: web.Request) -> web.StreamResponse:
        """A delivery."""
        await request.read()
        arrived, key = time.monotonic(), request.headers.get(KEY, "")
        if request.headers.get(LOST) and key not in self.broken:
            self.broken.add(key)
            if len(self.broken) % 2:
                self._count(key)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        slowly = bool(request.headers.get(SLOWLY))
        await asyncio.sleep(SLOW if slowly else DELAY)
        self._count(key)
        self.first, self.last = self.first or arrived, time.monotonic()
        if not slowly:
            self.last_fast = self.last
        return web.Response(text="ok")

    def _count(self, key: str) -> None:
        self.calls += 1
        self.taken[key] = self.taken.get(key, 0) + 1

    async def tell(self, request: web.Request) -> web.Response:
        """What was counted, or how often one key is there."""
        if key := request.query.get("key"):
            return web.json_response({"there": self.taken.get(key, 0)})
        told = {"calls": self.calls, "distinct": len(self.taken), "lost": len(self.broken)}
        times = {"first": self.first, "last": self.last, "last_fast": self.last_fast}
        return web.json_response(told | times | {"now": time.monotonic()})

    async def forget(self, _: web.Request) -> web.Response:
        """Begin anew."""
        self._begin_anew()
        return web.Response(text="ok")


def _sink(told: Connection) -> None:
    async def main() -> None:
        receiver, app = _Receiver(), web.Application()
        app.router.add_post("/", receiver.take)
        app.router.add_get("/", receiver.tell)
        app.router.add_post("/forget", receiver.forget)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=512).start()
        told.send(runner.addresses[0][1])
        await asyncio.Event().wait()

    asyncio.run(main())


def counted() -> dict[str, float]:
    """What the receiver counted since it last forgot."""
    found: dict[str, float] = json.loads(_ask("GET", "/"))
    return found


def forget() -> None:
    """Let the receiver begin anew."""
    _ask("POST", "/forget")


def _ask(verb: str, path: str) -> bytes:
    line = http.client.HTTPConnection(os.environ[ADDRESS], timeout=30)
    try:
        line.request(verb, path)
        return line.getresponse().read()
    finally:
        line.close()


def rate(count: int) -> float:
    """Calls a second between the first and the last that arrived. Starting up is not counted, for nobody."""
    told = counted()
    return (count - 1) / (told["last"] - told["first"])


# a process and a store of its own


def in_process(task: str, database: str, home: str, **arguments: Any) -> dict[str, Any]:
    """What ``task`` of ``TASKS`` gives, in a process of its own. ``database`` is the address of a PostgreSQL database
    that is thrown away, or "" for SQLite under ``home``."""
    done = subprocess.run(
        command(task, arguments), env=environment(database, home), check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def command(task: str, arguments: dict[str, Any]) -> list[str]:
    """The command line of a task."""
    return [sys.executable, "-m", "benchmarks.delivering", task, json.dumps(arguments)]


def environment(database: str, home: str) -> dict[str, str]:
    """Where that process finds its store."""
    values = {**os.environ, "LIANJIAN_HOME": home, "DJANGO_SETTINGS_MODULE": "lianjian.settings.embedded"}
    values.pop("LIANJIAN_DATABASE_URL", None)
    return values | ({"LIANJIAN_DATABASE_URL": database} if database else {})


def set_up(*, tables: bool) -> None:
    """Django, with the tables of the matrix where ``tables`` asks for them. That also writes the 26 outlets as the
    catalogue has them: not for a worker that comes to outlets of a measurement."""
    import django
    from django.core.management import call_command

    django.setup()
    for app in ("matrix", "foundation", "django_tasks_database") if tables else ():
        call_command("migrate", app, verbosity=0)


# ours


class Sink:
    """An outlet that takes anything. Deliveries whose key begins with ``slow`` take two seconds, those whose key begins
    with ``lost`` are marked for the receiver, which breaks the line once."""

    platform = "sink"
    idempotent = reconciles = corrects = withdraws = True
    credential_fields = ()
    timeout = 30.0

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    def _line(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY))
        return self._session

    async def send(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        from lianjian.apps.matrix.ports import published
        from lianjian.kernel.refusals import Unreachable

        headers = {KEY: job.key}
        headers |= {SLOWLY: "1"} if job.key.startswith("slow") else {}
        headers |= {LOST: "1"} if job.key.startswith("lost") else {}
        try:
            async with self._line().post(_sink_address(), data=BODY, headers=headers) as answer:
                await answer.read()
        except aiohttp.ServerDisconnectedError as broken:
            raise Unreachable("the line broke", answered=False) from broken
        return published(f"https://sink.example/{job.delivery}")

    poll = withdraw = send

    async def reconcile(self, job: Job, desk: Desk) -> Outcome:  # noqa: ARG002 - the shape of the port
        """Look whether it is there; never send it."""
        from lianjian.apps.matrix.ports import again, published
        from lianjian.apps.matrix.rules.causes import Cause

        async with self._line().get(_sink_address(), params={"key": job.key}) as answer:
            there = (await answer.json())["there"]
        if there:
            return published(f"https://sink.example/{job.delivery}")
        return again(Cause.NO_ANSWER, after=0.0)

    async def close(self) -> None:
        """Give back the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None


def _sink_address() -> str:
    return f"http://{os.environ[ADDRESS]}/"


def prepare_outlets(*, idempotent: bool) -> list[int]:
    """The 26 outlets, all talking to the receiver; their keys."""
    from lianjian.apps.matrix.models import Outlet

    rows = Outlet.objects.across_organisations("a benchmark")
    rows.update(platform="sink", mode="api", state="ready", cap=CAP, idempotent=idempotent)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def fill(count: int, outlets: list[int], key: Callable[[int, int], str], *, first: int = 0) -> None:
    """``count`` deliveries that are due, over all outlets in turn; ``key`` takes the delivery's number and its outlet's."""
    from django.utils import timezone

    from lianjian.apps.matrix.models import Delivery

    now = timezone.now()
    Delivery.objects.bulk_create(
        (
            Delivery(
                outlet_id=outlets[one % len(outlets)],
                story=first + one,
                revision=1,
                deed="publish",
                state="queued",
                key=key(one, one % len(outlets)),
                next_at=now,
                planned_at=now,
                moved_at=now,
            )
            for one in range(count)
        ),
        batch_size=500,
    )


def dispatch(*, lease: float = 60.0, patience: float = 0.0, concurrency: int = CONCURRENCY) -> dict[str, int]:
    """The dispatcher that ships, until nothing is left; shaping is left out. How many deliveries ended how."""
    from lianjian.apps.matrix.ports import Adapters as Found
    from lianjian.apps.matrix.ports import Job as Work
    from lianjian.apps.matrix.ports import OutletFacts
    from lianjian.apps.matrix.rules.limits import Limits
    from lianjian.apps.matrix.tasks.dispatching import Dispatcher
    from lianjian.apps.matrix.tasks.notebook import DatabaseNotebook
    from lianjian.apps.matrix.tasks.outbox import Outbox
    from lianjian.apps.matrix.tasks.running import stay, worker_name
    from lianjian.apps.matrix.tasks.store_thread import StoreThread

    facts = OutletFacts(1, "sink", "sink", "sink", Limits(), {})

    def prepare(claim: Claim, adapters: Adapters) -> Work:  # noqa: ARG001 - the shape of the dispatcher
        of_claim = (claim.delivery, claim.key, claim.deed, claim.state, claim.attempts, claim.checks)
        return Work(*of_claim, facts, None, None, {}, {})

    async def main() -> None:
        thread = StoreThread()
        try:
            dispatcher = Dispatcher(
                store=Outbox(frozenset({"sink"})),
                notebook=DatabaseNotebook(),
                adapters=Found({"sink": Sink()}, {}),  # type: ignore[dict-item] # it shapes nothing
                thread=thread,
                prepare=prepare,
                worker=worker_name(),
                concurrency=concurrency,
                lease=lease,
            )
            await dispatcher.run(asyncio.Event(), until_empty=True, patience=patience)
        finally:
            thread.close()

    stay()
    asyncio.run(main())
    return states()


def states() -> dict[str, int]:
    """How many deliveries stand in which state."""
    from django.db.models import Count

    from lianjian.apps.matrix.models import Delivery

    rows = Delivery.objects.across_organisations("a benchmark").order_by().values_list("state")
    return dict(rows.annotate(Count("pk")))


def sweep() -> None:
    """Throw all deliveries away."""
    from lianjian.apps.matrix.models import Attempt, Delivery, QuotaBucket, RemoteRef

    for model in (RemoteRef, Attempt, QuotaBucket, Delivery):
        model.objects.across_organisations("a benchmark").all()._raw_delete(using="default")  # noqa: SLF001 - a million rows


@contextmanager
def postgresql() -> Iterator[str]:
    """A cluster in a folder that goes away; gives the address of its database, "" where PostgreSQL is not installed."""
    import tempfile

    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        yield ""
        return
    folder = tempfile.mkdtemp(prefix="lianjian-bench-pg-")
    as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_other:
        import shutil

        shutil.chown(folder, "postgres")
    port, data = free_port(), f"{folder}/data"
    made = [*as_other, str(found[-1] / "initdb"), "-D", data, "-U", "lianjian", "--auth=trust", "-E", "UTF8"]
    subprocess.run([*made, "--locale=C.UTF-8"], check=True, stdout=subprocess.DEVNULL)
    control = [*as_other, str(found[-1] / "pg_ctl"), "-D", data, "-w", "-s"]
    options = f"-p {port} -k {folder} -h 127.0.0.1 -c max_connections=60"
    subprocess.run(
        [*control, "-l", f"{folder}/log", "-o", options, "start"], check=True, stdout=subprocess.DEVNULL
    )
    try:
        yield f"postgresql://lianjian@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, stdout=subprocess.DEVNULL)
        subprocess.run(["rm", "-rf", folder], check=True)


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def main() -> None:
    """One task."""
    task, arguments = sys.argv[1], json.loads(sys.argv[2])
    set_up(tables=task != "worker")
    found = getattr(importlib.import_module(TASKS[task]), task)(**arguments)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
