"""Homes of real installations: each kind is made once for all workers of a test run, and copied for whoever asks."""

from __future__ import annotations

import fcntl
import os
import shutil
from typing import TYPE_CHECKING

from tests.cli.running import run

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

VERBS = {"empty": "init", "demonstration": "demonstrate"}
GROWS_FROM = {"demonstration": "empty"}


def new_home(factory: pytest.TempPathFactory, kind: str) -> Path:
    """A home of one's own, after ``lianjian init`` ("empty") or with the demonstration network ("demonstration").
    TEST_DEMONSTRATION_HOME names one that is ready, for whoever runs these tests again and again."""
    base = factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base  # a worker's base lies in the run's
    own: Path = factory.mktemp(kind) / "home"
    ready = os.environ.get("TEST_DEMONSTRATION_HOME", "")
    if ready and kind == "demonstration":
        shutil.copytree(ready, own)
        return own
    shutil.copytree(_made(shared, kind), own)
    return own


def _made(shared: Path, kind: str) -> Path:
    made, whole = shared / f"home-{kind}", shared / f"home-{kind}.whole"
    with (shared / f"home-{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(made, ignore_errors=True)
            if kind in GROWS_FROM:
                shutil.copytree(_made(shared, GROWS_FROM[kind]), made)
            done = run(made, VERBS[kind])
            assert done.returncode == 0, done.stderr
            whole.touch()
    return made
