"""Crashes of a real ``lianjian-station sync``: a slice of what ``benchmarks/island_crash.py`` looks at in full, and the model
of a disk that it trusts."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.island_kills import kill, points, spread
from benchmarks.island_power import Call, Disk, record, replay, syncs
from benchmarks.island_scene import Scene, scene, static

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: the disks are made up, so that no real one need spin."""
    shm = "/dev/shm"  # noqa: S108 - a fresh folder in it
    if not os.access(shm, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(prefix="lianjian-", dir=shm) as folder:
        yield Path(folder)


@pytest.fixture(params=["update", "first"])
def made(request: pytest.FixtureRequest, memory: Path) -> Scene:
    """A station an edition behind, and one that has received nothing yet."""
    return scene(memory, articles=8, first=request.param == "first")


@needs_strace
@pytest.mark.slow
@pytest.mark.server
@pytest.mark.enable_socket
def test_killed_at_a_call_that_changes_the_disk(made: Scene, memory: Path) -> None:
    """Killed at a spread of such calls, of every kind: the view is old or new and whole, and the next run arrives."""
    with static(made.feed.path) as hub:
        found = points(made, memory / "killed", hub, memory)
    assert len(found) >= 280
    rare = [point for point in found if point[0] != "pwrite64"]
    kills = kill(made, memory, [*spread(found, 10), *spread(rare, 10)])
    assert kills.faults == []
    assert kills.points.total() == 20


@needs_strace
@pytest.mark.slow
@pytest.mark.server
@pytest.mark.enable_socket
def test_no_power_cut_breaks_a_station(made: Scene, memory: Path) -> None:
    """Whatever a disk may keep of what was not synced: the view is old or new and whole, and the next run arrives."""
    home = memory / "cut"
    calls = record(made, home, memory)
    with static(made.feed.path) as hub:
        done = replay(
            made, calls, home, lambda place: made.judge(place) or made.arrives(place, hub), every=10
        )
    assert done.faults == []
    assert done.states >= 100


@needs_strace
@pytest.mark.slow
@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.parametrize("made", ["update"], indirect=True)
def test_a_sync_left_out_is_noticed(made: Scene, memory: Path) -> None:
    """The replay is no comfort by itself: without the one sync of a picture before it gets its name, it fails."""
    home = memory / "cut"
    calls = record(made, home, memory)
    renamed = next(
        position
        for position, call in enumerate(calls)
        if call.name == "rename" and any(b"/cas/" in text for text in call.texts)
    )
    forgotten = max(position for position in syncs(calls, made, home) if position < renamed)
    done = replay(made, calls, home, made.judge, forget=forgotten, until_fault=True)
    assert "picture" in done.faults[0]


# -- the model


def _disk(home: Path) -> Disk:
    (home / "a").write_bytes(b"old")
    return Disk(home)


def _call(name: str, *texts: bytes, words: tuple[str, ...] = (), result: int = 0) -> Call:
    return Call(name, texts, words, result)


def _opened(disk: Disk, name: str, flags: str, handle: int) -> None:
    path = f"{disk.home}/{name}".rstrip("/").encode()
    disk.apply(_call("openat", path, words=("AT_FDCWD", flags), result=handle))


def _written(disk: Disk, handle: int, data: bytes) -> None:
    disk.apply(_call("write", data, words=(str(handle),), result=len(data)))


def _left(disk: Disk, variant: str = "nothing unsynced") -> dict[str, bytes]:
    return {name: data for (_, name), data in disk.after(variant, random.Random(3)).items()}


def test_what_is_not_synced_is_not_there(tmp_path: Path) -> None:
    """A file written and synced has no name before its folder is synced; its content lasts with its own sync only."""
    disk = _disk(tmp_path)
    _opened(disk, "b", "O_WRONLY|O_CREAT", 5)
    _written(disk, 5, b"new")
    assert _left(disk) == {"a": b"old"}
    assert _left(disk, "names only") == {"a": b"old", "b": b""}
    disk.apply(_call("fsync", words=("5",)))
    assert _left(disk) == {"a": b"old"}
    _opened(disk, "", "O_RDONLY|O_DIRECTORY", 6)
    disk.apply(_call("fsync", words=("6",)))
    assert _left(disk) == {"a": b"old", "b": b"new"}


def test_a_rename_never_loses_both_names(tmp_path: Path) -> None:
    """Before the folder is synced the old name, the new one or both are there, never neither."""
    disk = _disk(tmp_path)
    disk.apply(_call("rename", f"{disk.home}/a".encode(), f"{disk.home}/b".encode()))
    seen = set()
    for seed in range(40):
        seen.add(frozenset(name for _, name in disk.after("half", random.Random(seed))))
    assert seen == {frozenset("a"), frozenset("b"), frozenset("ab")}


def test_a_write_over_old_content_may_be_torn(tmp_path: Path) -> None:
    """Old and new sectors side by side, and a truncation that did not last, are among the disks."""
    disk = _disk(tmp_path)
    disk.kept[".", "a"].kept = b"o" * 2048
    _opened(disk, "a", "O_RDWR", 5)
    disk.apply(_call("pwrite64", b"n" * 2048, words=("5", "2048", "0"), result=2048))
    seen = {disk.after("half", random.Random(seed))[".", "a"] for seed in range(60)}
    assert {b"o" * 2048, b"n" * 2048, b"n" * 1024 + b"o" * 1024} <= seen


def test_a_call_the_model_does_not_know_ends_the_replay(tmp_path: Path) -> None:
    """Were the station to use another call one day, the replay says so instead of looking away."""
    disk = _disk(tmp_path)
    with pytest.raises(NotImplementedError):
        disk.apply(_call("link", f"{disk.home}/a".encode(), b"/elsewhere"))
    with pytest.raises(NotImplementedError):
        disk.apply(_call("mkdir", f"{disk.home}/new".encode()))
