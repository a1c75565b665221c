"""``lianjian demonstrate`` as it is typed: twice, after a stop at a bad moment, and the station it tells how to try."""

from __future__ import annotations

import json
import shlex
import sqlite3
import subprocess
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from lianjian.demonstration.accounts import SHOWN
from tests.cli.running import environment, run
from tests.homes import new_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demonstration network."""
    return new_home(tmp_path_factory, "demonstration")


def deeds(home: Path) -> int:
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as database:
        (count,) = database.execute("SELECT count(*) FROM foundation_event_record").fetchone()
        return int(count)


def test_a_second_time_is_refused_and_changes_nothing(home: Path) -> None:
    """Loading again is refused in one line; ``--if-empty`` says nothing and does nothing."""
    before, mark = deeds(home), (home / "demonstration").read_bytes()
    again = run(home, "demonstrate")
    assert again.returncode == 1
    assert len(again.stderr.strip().splitlines()) == 1
    quiet = run(home, "demonstrate", "--if-empty")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert (deeds(home), (home / "demonstration").read_bytes()) == (before, mark)


def test_a_lost_mark_comes_back(home: Path) -> None:
    """Stopped after the rows were there and before the list of accounts was: the next start writes the list."""
    mark = home / "demonstration"
    before = mark.read_text(encoding="utf-8")
    mark.unlink()
    assert run(home, "demonstrate", "--if-empty").returncode == 0
    assert mark.read_text(encoding="utf-8").splitlines()[0] == before.splitlines()[0]
    assert sum(line.startswith("  ") and "（" in line for line in before.splitlines()) == len(SHOWN)


def test_the_station_commands_work_as_printed(home: Path, tmp_path: Path) -> None:
    """Typed as the list of accounts says, but with the feed's folder for its address: a station with all stories."""
    told = (home / "demonstration").read_text(encoding="utf-8").replace("\\\n", " ")
    printed = [shlex.split(line) for line in told.splitlines() if "lianjian-station" in line]
    init, sync, _ = printed
    for words in (init, sync):
        at = words.index("--home") + 1
        words[at] = str(tmp_path / "box")
    init[init.index("--hub") + 1] = str(home / "feed")
    init[init.index("--trust") + 1] = str(home / "feed" / "metadata" / "1.root.json")
    for words in (init, sync, [*sync[:-1], "status", "--json"]):
        done = subprocess.run(words, env=environment(home), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)
    assert (status["version"], status["stories"], status["faults"]) == (1, 36, [])
