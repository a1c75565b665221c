"""Huey on SQLite, without fsync and without results."""

from __future__ import annotations

import os
from pathlib import Path

from huey import SqliteHuey

from benchmarks.dispatch_peers import FOLDER
from benchmarks.peers import post

huey = SqliteHuey(filename=str(Path(os.environ[FOLDER], "huey.sqlite3")), fsync=False, results=False)
job = huey.task(name="post")(post)


def fill(count: int) -> None:
    """Put so many jobs into the queue."""
    for one in range(count):
        job(one)
