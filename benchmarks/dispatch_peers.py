"""Other engines that send the same requests: each is started as its own people start it, near its defaults, with a client
that keeps its line open. What is not installed is named as missing with what it needs."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.delivering import counted, environment, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 300.0
FOLDER = "LIANJIAN_BENCH_FOLDER"
REDIS = "LIANJIAN_BENCH_REDIS"
DATABASE = "LIANJIAN_BENCH_DATABASE"


@dataclass(frozen=True, slots=True)
class Peer:
    """``fill`` puts as many jobs as its last argument says into the queue, ``workers`` work them off."""

    fill: list[str]
    workers: list[list[str]]
    values: dict[str, str] = field(default_factory=dict)

    def send(self, count: int) -> None:
        """Fill the queue, start the workers, wait until everything arrived, stop them."""
        given = {**os.environ, **self.values}
        subprocess.run([*self.fill, str(count)], env=given, check=True, stdout=subprocess.DEVNULL)
        started = [
            subprocess.Popen(
                one, env=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
            )
            for one in self.workers
        ]
        try:
            deadline = time.monotonic() + PATIENCE
            while counted()["calls"] < count:
                if time.monotonic() > deadline:
                    msg = f"{self.fill}: {counted()} after {PATIENCE} s"
                    raise RuntimeError(msg)
                time.sleep(0.05)
        finally:
            for one in started:
                os.killpg(one.pid, signal.SIGKILL)
                one.wait()


@contextmanager
def peers(folder: str, database: str) -> Iterator[dict[str, Peer | str]]:
    """The peers that are installed, and why the others are not."""
    with _redis(folder) as redis:
        values = {FOLDER: folder, REDIS: redis, DATABASE: database}
        yield {
            name: why if (why := _missing(name, redis, database)) else make(values)
            for name, make in MAKERS.items()
        }


def _missing(name: str, redis: str, database: str) -> str:
    module = {"django-tasks-db": "django_tasks_db"}.get(name, name)
    if importlib.util.find_spec(module) is None:
        return "not installed (requirements-benchmarks.txt)"
    if name in {"celery", "dramatiq"} and not redis:
        return "needs redis-server"
    if name == "procrastinate" and not database:
        return "needs PostgreSQL"
    return ""


def _python(module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", module, *words]


def _filling(module: str) -> list[str]:
    return _python("benchmarks.peers", module, "fill")


def _celery(values: dict[str, str]) -> Peer:
    worker = _python(
        "celery", "-A", "benchmarks.peers.of_celery", "worker", "-P", "threads", "-c", "16", "-l", "ERROR",
        "--prefetch-multiplier", "4", "--without-gossip", "--without-mingle", "--without-heartbeat",
    )  # fmt: skip
    return Peer(_filling("of_celery"), [worker], values)


def _dramatiq(values: dict[str, str]) -> Peer:
    worker = _python("dramatiq", "benchmarks.peers.of_dramatiq", "--processes", "2", "--threads", "8")
    return Peer(_filling("of_dramatiq"), [worker], values)


def _huey(values: dict[str, str]) -> Peer:
    worker = _python(
        "huey.bin.huey_consumer", "benchmarks.peers.of_huey.huey", "-w", "16", "-k", "thread", "-q"
    )
    return Peer(_filling("of_huey"), [worker], values)


def _procrastinate(values: dict[str, str]) -> Peer:
    app = "benchmarks.peers.of_procrastinate.app"
    worker = _python("procrastinate", "--app", app, "worker", "--concurrency", "16")
    return Peer(_filling("of_procrastinate"), [worker], values)


def _django_tasks(values: dict[str, str]) -> Peer:
    home = Path(values[FOLDER], "django-tasks")
    home.mkdir(exist_ok=True)
    worker = _python("benchmarks.peers", "of_django_tasks", "work")
    return Peer(_filling("of_django_tasks"), [worker] * 4, {**environment("", str(home)), **values})


MAKERS = {
    "celery": _celery,
    "dramatiq": _dramatiq,
    "huey": _huey,
    "procrastinate": _procrastinate,
    "django-tasks-db": _django_tasks,
}


@contextmanager
def _redis(folder: str) -> Iterator[str]:
    """A server of our own without persistence; its address, "" where there is none."""
    program = shutil.which("redis-server")
    if program is None:
        yield ""
        return
    port = free_port()
    words = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
    with subprocess.Popen([program, *words], stdout=subprocess.DEVNULL) as server:
        try:
            time.sleep(0.5)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
