"""SIGKILL during a synchronisation: afterwards the old view or the new one, and the next run arrives."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.schemes import digest
from lianjian_station.store import Store
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = b"photo" * 30_000


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.publish(media=files(*[story(number) for number in range(12)]))
    return hub


def _sync_and_die(box: Box, calls: int) -> bool:
    """Synchronise in a child that kills itself at its n-th call into our code. Answers whether it got that
    far."""
    child = os.fork()
    if child == 0:
        left = calls

        def count(frame: object, event: str, _: object) -> None:
            nonlocal left
            if event in {"call", "c_call"}:
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        try:
            box.sync()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.slow
def test_killed_anywhere_the_view_is_old_or_new(hub: Hub) -> None:
    """At sixty points over the whole run: integrity holds, the view is one of the two, the next run
    reaches the new."""
    box = Box.beside(hub)
    box.sync()
    old = box.seen()
    saved = box.put_aside()
    hub.publish(
        media=files(*[story(number) for number in range(3, 15)], story(1, body=(picture(PHOTO),)), p=PHOTO)
    )
    fresh = Box.beside(hub, "fresh")
    fresh.sync()
    new, random, killed = fresh.seen(), Random(11), 0
    reach = _reach(box, saved)
    for _ in range(60):
        box.take_back(saved)
        killed += _sync_and_die(box, random.randrange(1, reach))
        with sqlite3.connect(box.home.database) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        db.close()
        seen = box.seen()
        assert seen in (old, new)
        _every_file_is_whole(box, seen)
        box.sync()
        assert box.seen() == new
        assert digest(box.home.large(digest(PHOTO)).read_bytes()) == digest(PHOTO)
    assert killed > 50


def _every_file_is_whole(box: Box, seen: dict[str, str]) -> None:
    store = Store(box.home.database)
    for path, found in seen.items():
        if path != "edition" and found != digest(PHOTO):
            assert digest(store.small(found)) == found
    store.close()
    for shelf in (box.home.path / "cas").glob("??/*"):
        assert digest(shelf.read_bytes()) == shelf.name


def _reach(box: Box, saved: Path) -> int:
    """About how many calls a whole run makes, a little less rather than more."""
    dies, lives = 1, 64
    while _sync_and_die(box, lives):
        box.take_back(saved)
        dies, lives = lives, lives * 2
    while lives - dies > max(8, dies // 16):
        box.take_back(saved)
        middle = (dies + lives) // 2
        if _sync_and_die(box, middle):
            dies = middle
        else:
            lives = middle
    return dies
