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

VERBS = {"empty": ("init",), "demonstration": ("init", "demonstrate")}


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
    made, whole = shared / f"home-{kind}", shared / f"home-{kind}.whole"
    with (shared / f"home-{kind}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(made, ignore_errors=True)
            for verb in VERBS[kind]:
                done = run(made, verb)
                assert done.returncode == 0, done.stderr
            whole.touch()
        shutil.copytree(made, own)
    return own
