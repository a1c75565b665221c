"""django-tasks with its database backend, which this project has for other work: SQLite, four workers."""

from __future__ import annotations

import sys

from benchmarks.delivering import set_up
from benchmarks.peers import post


def job(number: int) -> None:
    """The job; what is under this name is the task of it once Django is set up."""
    post(number)


def as_task() -> None:
    """Put the task where its workers find it."""
    from django_tasks import task  # noqa: PLC0415 - Django is set up before

    sys.modules[__name__].job = task()(job)  # type: ignore[attr-defined] # this module


def fill(count: int) -> None:
    """Put so many jobs into the queue."""
    set_up(tables=True)
    as_task()
    for one in range(count):
        job.enqueue(one)  # type: ignore[attr-defined] # a task by now


def work() -> None:
    """Be a worker until killed."""
    from django.core.management import call_command  # noqa: PLC0415 - Django is set up before

    set_up(tables=False)
    as_task()
    call_command("db_worker", interval=0.05, verbosity=0)
