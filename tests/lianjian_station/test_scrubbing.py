"""Scrubbing: real bytes are flipped on the disk; what is damaged is never shown, is found, and comes again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import sys
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_station import floors
from lianjian_station.cli import main
from lianjian_station.scrubbing import Scrubbed, scrub
from lianjian_station.store import Store
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_pages import Visitor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PHOTO, OTHER = b"photo" * 30_000, b"other" * 30_000
WORDS = "张洋村的秋茶今天下山"


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    pictured = story(1, WORDS, body=(picture(PHOTO), picture(OTHER)))
    more = [story(number) for number in range(2, 12)]
    hub.publish(media=files(pictured, *more, pictures__photo=PHOTO, pictures__other=OTHER))
    return hub


@pytest.fixture
def box(hub: Hub) -> Box:
    box = Box.beside(hub)
    box.sync()
    return box


def _scrub(box: Box, **budget: int) -> Scrubbed:
    return scrub(box.home, now=box.hub.now, **budget)


def _flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def _flip_in_database(box: Box, words: str) -> None:
    """Flip a bit of a stored document, where it lies in the file of the database."""
    with sqlite3.connect(box.home.database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = box.home.database.read_bytes()
    at = data.find(f'"title":"{words}'.encode())
    assert at > 0
    _flip(box.home.database, at + 12)


def test_a_good_box_is_good(box: Box) -> None:
    """Everything is read once a round: eleven documents and two pictures."""
    found = _scrub(box)
    assert (found.files, found.damaged, found.is_round_done, found.is_rebuilt) == (13, 0, True, False)
    assert box.condition.faults == ()


def test_a_damaged_picture_is_dropped_and_comes_again(box: Box) -> None:
    place = box.home.large(digest(PHOTO))
    _flip(place, 70_000)
    assert _scrub(box).damaged == 1
    assert not place.exists()
    assert "pictures have not arrived" in str(box.condition.faults[0])
    assert box.sync().pictures == 1
    assert place.read_bytes() == PHOTO
    assert _scrub(box).damaged == 0


def test_a_damaged_document_is_not_shown_is_found_and_comes_again(box: Box) -> None:
    """Before the scrub its page says that it is not here; after the next synchronisation it is as it was signed."""
    seen = box.seen()
    _flip_in_database(box, WORDS)
    visitor = Visitor(box)
    assert visitor.get("/story/media/1")[0] == 404
    assert _scrub(box).damaged == 1
    assert "damaged" in str(box.condition.faults[0])
    box.sync()
    assert f"{WORDS}之1" in visitor.get("/story/media/1")[1]
    assert (box.seen(), box.condition.faults, _scrub(box).damaged) == (seen, (), 0)


def test_damage_is_not_forgotten_while_the_line_is_down(box: Box, tmp_path: Path) -> None:
    _flip_in_database(box, WORDS)
    _scrub(box)
    with pytest.raises(Refused):
        box.sync(tmp_path / "nowhere")
    assert any("damaged" in str(fault) for fault in box.condition.faults)
    box.sync()
    assert box.condition.faults == ()


def test_a_small_budget_reads_on_where_it_ended(box: Box) -> None:
    """Slices of one file each cover everything, once, and then begin again."""
    runs = [_scrub(box, budget=1) for _ in range(13)]
    assert [found.files for found in runs] == [1] * 13
    last = _scrub(box, budget=1)
    assert (last.files, last.is_round_done) == (0, True)
    _flip(box.home.large(digest(PHOTO)), 0)
    assert sum(_scrub(box, budget=1).damaged for _ in range(13)) == 1


def test_every_flip_in_the_database_is_found_or_harms_nothing(box: Box) -> None:
    """Forty bits anywhere in the file: afterwards, with one scrub and at most two synchronisations, every document is as it
    was signed."""
    _scrub(box)
    with sqlite3.connect(box.home.database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    good, seen, random = box.home.database.read_bytes(), box.seen(), Random(7)
    for _ in range(40):
        for path in box.home.path.glob("feed.db*"):
            path.unlink()
        data = bytearray(good)
        data[random.randrange(100, len(data))] ^= 1 << random.randrange(8)
        box.home.database.write_bytes(bytes(data))
        _scrub(box)
        for _ in range(2):
            try:
                box.sync()
            except Refused:
                continue
            break
        store = Store(box.home.database)
        for where, name in seen.items():
            if where != "edition" and name not in {digest(PHOTO), digest(OTHER)}:
                assert digest(store.small(name)) == name
        store.close()


@pytest.mark.parametrize(
    "damage", [lambda p: p.write_bytes(b"junk" * 5_000), lambda p: p.write_bytes(b""), lambda p: p.unlink()]
)
def test_a_broken_database_is_built_anew_and_believes_no_older_edition(
    box: Box, damage: Callable[[Path], object]
) -> None:
    """The floors lie apart: an old mirror is refused after the rebuild, the newest one is taken in."""
    hub, old = box.hub, box.hub.home / "old"
    shutil.copytree(hub.feed, old)
    hub.publish(media=files(story(1, "新的")))
    box.sync()
    for ending in ("-wal", "-shm"):
        box.home.database.with_name("feed.db" + ending).unlink(missing_ok=True)
    damage(box.home.database)
    _scrub(box)
    with pytest.raises(Refused, match="older than"):
        box.sync(old)
    assert box.seen() == {"edition": ""}
    box.sync()
    assert "新的之1" in Visitor(box).get("/story/media/1")[1]


def test_synchronising_finds_the_same_by_itself(box: Box) -> None:
    box.home.database.write_bytes(b"junk" * 5_000)
    with pytest.raises(Refused, match="built anew"):
        box.sync()
    box.sync()
    assert box.condition.stories == 11


# -- the floors apart


@given(st.dictionaries(st.tuples(st.text(max_size=3), st.text(max_size=3)), st.integers(0, 99), max_size=5))
def test_floors_only_rise(tmp_path_factory: pytest.TempPathFactory, told: dict[tuple[str, str], int]) -> None:
    """Whatever is kept in whichever order, the file holds of each the highest."""
    path = tmp_path_factory.mktemp("floors") / "floors.json"
    halved = {floor: version // 2 for floor, version in told.items()}
    for given_ in (halved, told, halved, {}):
        floors.keep(path, given_)
    assert floors.kept(path) == told


@given(
    st.binary(max_size=60)
    | st.sampled_from([b"[]", b"{}", b'{"format":"lianjian-floors/1","floors":[["a","b",-1]]}'])
)
def test_a_damaged_file_of_floors_counts_for_nothing(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes
) -> None:
    path = tmp_path_factory.mktemp("floors") / "floors.json"
    path.write_bytes(junk)
    assert floors.kept(path) == {}
    floors.keep(path, {("root", ""): 3})
    assert floors.kept(path) == {("root", ""): 3}


def test_killed_at_any_point_of_a_scrub(box: Box) -> None:
    """SIGKILL at the n-th call, with a damaged picture and a damaged document: the next run and synchronisation mend both."""
    saved = box.put_aside()
    cas = box.hub.home / "cas"
    shutil.copytree(box.home.path / "cas", cas)
    killed = 0
    for calls in range(20, 2_000, 90):
        box.take_back(saved)
        shutil.copytree(cas, box.home.path / "cas", dirs_exist_ok=True)
        _flip(box.home.large(digest(PHOTO)), 5)
        _flip_in_database(box, WORDS)
        child = os.fork()
        if child == 0:
            left = [calls]

            def count(frame: object, event: str, _: object, left: list[int] = left) -> None:
                left[0] -= event in {"call", "c_call"}
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.setprofile(count)
            try:
                _scrub(box)
            finally:
                os._exit(0)
        killed += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        _scrub(box, budget=1 << 40)
        _scrub(box, budget=1 << 40)
        box.sync()
        assert _scrub(box).damaged == 0
        assert f"{WORDS}之1" in Visitor(box).get("/story/media/1")[1]
    assert killed > 5


def test_by_the_command_line(box: Box, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(box.home.path)]
    assert main(["scrub", *home]) == 0
    assert capsys.readouterr().out == "读了 13 个文件，都是好的。\n"
    _flip(box.home.large(digest(PHOTO)), 0)
    assert main(["scrub", *home, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["damaged"] == 1
    assert main(["scrub", *home, "--megabytes", "1"]) == 0
    box.home.database.write_bytes(b"junk" * 5_000)
    assert main(["scrub", *home]) == 0
    assert "已经重建" in capsys.readouterr().out
