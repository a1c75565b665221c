"""A maker of films that dies without a word: a real worker, a real SIGKILL in the middle of a film."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.apps.matrix.test_killed_worker import wait_for
from tests.cli.running import BIN, environment
from tests.homes import new_home

if TYPE_CHECKING:
    from typing import Any

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]

WAITING = (
    "insert into matrix_story_film (story, revision, owner_id, words, fingerprint, state, cause, detail, attempts,"
    " worker, folder, sha256, left_out, pictures_left_out, missing, narration, narration_sha256,"
    " narration_milliseconds, planned_at) select id, number, newsroom_id, '', '', 'waiting', '', '', 0, '', '', '',"
    " '', 0, '', '', '', 0, '2026-01-01' from newsroom_story where live order by id limit 1"
)


def row(home: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(home / "lianjian.sqlite3", timeout=20)) as base:
        base.row_factory = sqlite3.Row
        found = base.execute("select * from matrix_story_film").fetchone()
        return dict(found) if found else {}


def alive(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody asked about does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children_of(process: int) -> list[int]:
    """The processes that a process has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == process:
            found.append(int(status.parent.name))
    return found


def maker_of(worker: int) -> int | None:
    """The process that the worker has started to make a film."""
    for process in children_of(worker):
        try:
            if b"make-film" in Path(f"/proc/{process}/cmdline").read_bytes():
                return process
        except OSError:
            continue
    return None


def test_a_killed_maker_is_followed_by_another(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The worker goes on, the film is made whole by the next maker, and no half of a file is left."""
    home = new_home(tmp_path_factory, "demonstration")
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        base.execute(WAITING)
        short = '[{"type": "paragraph", "value": "一句话。"}]'  # the shortest film there is
        base.execute(
            "update newsroom_story set body = ? where id = (select story from matrix_story_film)", [short]
        )
        base.commit()
    films = home / "private" / "films"
    with subprocess.Popen(
        [str(BIN / "lianjian"), "work"], env=environment(home), stderr=subprocess.DEVNULL
    ) as worker:
        try:
            wait_for(lambda: any(films.glob("making/*/film.mp4")), "the film was never begun")
            first = maker_of(worker.pid)
            assert first is not None
            os.kill(first, signal.SIGKILL)
            wait_for(lambda: row(home)["state"] == "ready", "nobody made the film after the killed maker")
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(timeout=60)
    made = row(home)
    assert made["attempts"] == 2
    film = home / "private" / made["folder"] / "film.mp4"
    assert hashlib.sha256(film.read_bytes()).hexdigest() == made["sha256"]
    assert not list(films.glob("making/*"))


def test_a_stopped_worker_takes_its_maker_along(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No encoder runs on when the installation was stopped, however it was."""
    home = new_home(tmp_path_factory, "demonstration")
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        base.execute(WAITING)
        short = '[{"type": "paragraph", "value": "一句话。"}]'
        base.execute(
            "update newsroom_story set body = ? where id = (select story from matrix_story_film)", [short]
        )
        base.commit()
    with subprocess.Popen(
        [str(BIN / "lianjian"), "work"], env=environment(home), stderr=subprocess.DEVNULL
    ) as worker:
        try:
            wait_for(lambda: any(home.glob("private/films/making/*/film.mp4")), "the film was never begun")
            maker = maker_of(worker.pid)
            assert maker is not None
            encoders = children_of(maker)
            assert encoders
        finally:
            worker.kill()
            worker.wait(timeout=60)
    wait_for(lambda: not any(alive(one) for one in (maker, *encoders)), "the maker outlived its worker")
    assert row(home)["state"] == "making"  # its lease runs out, and the next worker makes it
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        base.execute("update matrix_story_film set lease_until = '2026-01-01'")
        base.commit()
    command = [str(BIN / "lianjian"), "matrix", "film", str(row(home)["story"]), "--as", "dumingyuan"]
    subprocess.run(command, env=environment(home), check=True, capture_output=True)
    assert row(home)["state"] == "ready"  # or whoever asks for it by command


def test_a_maker_whose_worker_ended_before_it_began_ends(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The worker was stopped while its maker was still starting up: nothing runs on."""
    home = new_home(tmp_path_factory, "demonstration")
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        base.execute(WAITING)
        base.commit()
    gone = subprocess.Popen(["true"])
    gone.wait(timeout=30)
    with closing(sqlite3.connect(home / "lianjian.sqlite3")) as base:
        (film,) = base.execute("select id from matrix_story_film").fetchone()
    name = f"host:{gone.pid}:0123456789ab"
    command = [str(BIN / "lianjian"), "matrix", "make-film", str(film), "--worker", name]
    ended = subprocess.run(command, env=environment(home), check=False, capture_output=True, timeout=120)
    assert ended.returncode == 1
    assert row(home)["state"] in {"waiting", "making"}
