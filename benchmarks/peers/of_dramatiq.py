"""Dramatiq on Redis."""

from __future__ import annotations

import os

import dramatiq
from dramatiq.brokers.redis import RedisBroker

from benchmarks.dispatch_peers import REDIS
from benchmarks.peers import post

dramatiq.set_broker(RedisBroker(url=os.environ[REDIS]))
job = dramatiq.actor(post)


def fill(count: int) -> None:
    """Put so many jobs into the queue."""
    for one in range(count):
        job.send(one)
