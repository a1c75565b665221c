"""A worker that dies without a word: a real process, a real SIGKILL, in the middle of a publication."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import time
import urllib.request
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.running import BIN, environment, free_port
from tests.homes import new_home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
KEY = "wechat-zhuyou"
PATIENCE = 90.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration network, as if nobody had carried a story to the account by hand: all wait for credentials."""
    path = new_home(tmp_path_factory, "demonstration")
    with closing(sqlite3.connect(path / "lianjian.sqlite3")) as base:
        base.execute(
            "update matrix_delivery set state = 'needs_human', cause = 'credentials-missing', url = '', evidence = '',"
            " published_at = null where state = 'published'"
            " and outlet_id = (select id from matrix_outlet where key = ?)",
            [KEY],
        )
        base.commit()
    return path


@pytest.fixture
def platform() -> Iterator[str]:
    """The simulator as a process of its own; gives its address. Each submission is answered only after a while."""
    port = free_port()
    command = [str(BIN / "lianjian"), "matrix", "simulate-wechat", "--port", str(port), "--publishing", "1"]
    with subprocess.Popen(
        [*command, "--fault", "freepublish/submit=late:3x1"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "simulated" in process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def state(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/simulator", timeout=10) as answer:
        told: dict[str, Any] = json.load(answer)
        return told


def wait_for(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def rows(home: Path) -> dict[str, int]:
    """States of the deliveries to the account that were not withdrawn before they left, with their numbers."""
    with closing(sqlite3.connect(home / "lianjian.sqlite3", timeout=20)) as base:
        found = base.execute(
            "select d.state, count(*) from matrix_delivery d join matrix_outlet o on o.id = d.outlet_id"
            " where o.key = ? and d.state != 'withdrawn' group by d.state",
            [KEY],
        )
        return dict(found.fetchall())


def test_a_killed_worker_leaves_one_article_a_story(home: Path, platform: str) -> None:
    """SIGKILL while the platform works on a submission: what was on the way is unknown and is looked for; two more workers
    clean up together and end by themselves. No story is there twice. One whose submission was marked and perhaps not
    sent stays unknown as long as its draft says nothing (ten minutes), and is not sent meanwhile."""
    stored = subprocess.run(
        [str(BIN / "lianjian"), "matrix", "credentials", KEY, "--api-base", platform],
        input=json.dumps({"appid": "wx-simulated", "secret": "simulated-secret"}),
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert stored.returncode == 0, stored.stderr
    waiting = rows(home)["queued"]
    worker = [str(BIN / "lianjian"), "matrix", "work", "--lease", "6"]
    with subprocess.Popen(worker, env=environment(home)) as first:
        wait_for(lambda: "freepublish/submit" in state(platform)["log"], "nothing was submitted")
        first.kill()
        assert first.wait(timeout=20) == -signal.SIGKILL
    left = rows(home)
    assert left["sending"] >= 1
    assert state(platform)["submitted"] >= 1
    command = [*worker, "--until-empty", "--patience", "45"]
    others = [subprocess.Popen(command, env=environment(home)) for _ in range(2)]
    for other in others:
        assert other.wait(timeout=400) == 0
    told, ended = state(platform), rows(home)
    assert set(ended) <= {"published", "unknown"}
    assert sum(ended.values()) == waiting
    assert ended.get("unknown", 0) == told["drafts"] < left["sending"]
    links = [article["content_source_url"] for article in told["published"]]
    assert len(links) == len(set(links)) == ended["published"] == told["submitted"]


def test_term_ends_a_worker_cleanly(home: Path) -> None:
    """Exit code 0, soon, with no lease left behind."""
    with subprocess.Popen(
        [str(BIN / "lianjian"), "matrix", "work"], env=environment(home), stderr=subprocess.PIPE, text=True
    ) as worker:
        assert worker.stderr is not None
        assert "Delivering" in worker.stderr.readline()
        worker.terminate()
        assert worker.wait(timeout=60) == 0
    with closing(sqlite3.connect(home / "lianjian.sqlite3", timeout=20)) as base:
        held = base.execute("select count(*) from matrix_delivery where lease_until is not null").fetchone()
    assert held == (0,)
