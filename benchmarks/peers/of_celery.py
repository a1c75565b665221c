"""Celery on Redis: threads, acknowledged late, results ignored."""

from __future__ import annotations

import os

from celery import Celery

from benchmarks.dispatch_peers import REDIS
from benchmarks.peers import post

app = Celery("benchmark", broker=os.environ[REDIS])
app.conf.update(task_acks_late=True, task_ignore_result=True)
job = app.task(post, name="post")


def fill(count: int) -> None:
    """Put so many jobs into the queue."""
    for one in range(count):
        job.delay(one)
