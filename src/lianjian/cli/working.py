"""The worker: recurring jobs, engines (delivery) and background tasks in one process, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from typing import TYPE_CHECKING

import click

from lianjian.cli.failing import OUTDATED
from lianjian.cli.setting_up import is_outdated, set_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.foundation.jobs import Engine, Job

logger = logging.getLogger("lianjian.worker")
LEASE = "recurring-jobs"
LEASE_SECONDS = 30.0
TICK = 0.5


@click.command()
def work() -> None:
    """Run the background worker in the foreground: recurring jobs, deliveries, background tasks."""
    set_up()
    if is_outdated():
        raise OUTDATED
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(stop)


def run(stop: threading.Event) -> None:
    """Run until ``stop`` is set; returns when every thread has ended its piece of work."""
    from lianjian.wiring import ENGINES, JOBS

    threads = [
        threading.Thread(target=_keep_running, args=(engine, stop), name=engine.name) for engine in ENGINES
    ]
    threads.append(threading.Thread(target=_run_tasks, args=(stop,), name="tasks", daemon=True))
    for thread in threads:
        thread.start()
    _tick(JOBS, stop)
    for thread in threads:
        thread.join(timeout=20)


def _tick(jobs: tuple[Job, ...], stop: threading.Event) -> None:
    """Start each job when its time has come, as long as this worker holds the lease."""
    from django.db import close_old_connections
    from django.utils import timezone
    from django.utils.module_loading import import_string

    from lianjian.foundation.leases import hold, release

    holder = f"{socket.gethostname()}:{os.getpid()}"
    due = dict.fromkeys((job.name for job in jobs), 0.0)
    while not stop.wait(TICK):
        close_old_connections()
        try:
            leads = hold(LEASE, holder=holder, now=timezone.now(), seconds=LEASE_SECONDS)
        except Exception:  # a database that is away for a moment must not end the worker
            logger.warning("The database does not answer; trying again.", exc_info=True)
            stop.wait(2)
            continue
        if not leads:
            continue
        for job in jobs:
            if stop.is_set():
                break
            if time.monotonic() < due[job.name]:
                continue
            due[job.name] = time.monotonic() + job.every
            try:
                call: Callable[[], None] = import_string(job.call)
                call()
            except Exception:  # one broken job must not stop the others
                logger.exception("The job %s failed; it runs again in %s s.", job.name, job.every)
    release(LEASE, holder=holder)


def _keep_running(engine: Engine, stop: threading.Event) -> None:
    """Run an engine, and again when it breaks."""
    from django.utils.module_loading import import_string

    while not stop.is_set():
        try:
            call: Callable[[threading.Event], None] = import_string(engine.call)
            call(stop)
        except Exception:
            logger.exception("The engine %s broke; it starts again.", engine.name)
            stop.wait(5)


def _run_tasks(stop: threading.Event) -> None:
    """The django-tasks worker in this thread (its command class is no public API: the dependency is pinned)."""
    from django_tasks_db.management.commands.db_worker import Worker

    worker = Worker(
        queue_names=["*"],
        interval=0.5,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=f"embedded-{os.getpid()}",
        excluded_queue_names=[],
    )

    def end() -> None:
        stop.wait()
        worker.running = False

    threading.Thread(target=end, daemon=True).start()
    worker.run()
