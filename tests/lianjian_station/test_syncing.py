"""Synchronising: the old signed view or the new one, whatever lies in the feed."""

from __future__ import annotations

import os
import shutil
import sqlite3
from random import Random
from typing import TYPE_CHECKING

import pytest

from lianjian_feed import layout
from lianjian_feed.catalogue import Entry
from lianjian_feed.refusals import Expired, NotThere, Refused, Unreachable
from lianjian_feed.schemes import digest
from lianjian_station import store as stores
from lianjian_station import syncing
from lianjian_station.directory_source import DirectorySource
from lianjian_station.store import Store
from tests.lianjian_feed.simulators import Hub, files, picture, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from pathlib import Path

PHOTO = b"photo" * 30_000

pytestmark = pytest.mark.costly


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1), story(2)), county=files(story(3)))
    return hub


@pytest.fixture
def box(hub: Hub) -> Box:
    """A station that holds edition 1."""
    box = Box.beside(hub)
    box.sync()
    return box


def test_a_new_box_takes_everything(hub: Hub) -> None:
    """From nothing, one synchronisation brings the whole edition."""
    box = Box.beside(hub)
    assert box.condition.is_stale
    outcome = box.sync()
    assert (outcome.version, outcome.is_new) == (1, True)
    assert (box.condition.stories, box.condition.faults, box.condition.is_stale) == (3, (), False)


def test_the_same_again_is_no_news(box: Box) -> None:
    """A second synchronisation changes nothing and says so."""
    before = box.seen()
    assert not box.sync().is_new
    assert box.seen() == before


def test_any_number_of_editions_behind(hub: Hub, box: Box) -> None:
    """A station that slept follows the packs to the newest edition; what went is gone."""
    for number in range(10, 33):
        hub.publish(media=files(story(2), story(number)))
    assert box.sync().version == 24
    assert set(box.seen()) == {
        "media/stories/2.json",
        "media/stories/32.json",
        "county/stories/3.json",
        "edition",
    }


def test_pictures_follow_the_text(hub: Hub, box: Box) -> None:
    """A large picture lies under its digest, and goes when no story lists it."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    assert box.sync().pictures == 1
    path = box.home.large(digest(PHOTO))
    assert path.read_bytes() == PHOTO
    hub.publish(media=files(story(1)))
    box.sync()
    assert not path.exists()


def test_text_arrives_although_a_picture_does_not(hub: Hub, box: Box) -> None:
    """A missing picture is said as a fault; the text of the edition is there; the next synchronisation
    heals it."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    blob = hub.feed / layout.blob(digest(PHOTO))
    blob.rename(hub.home / "aside")
    with pytest.raises(Refused, match="The text of edition 2 is here; 1 pictures are not yet"):
        box.sync()
    assert box.condition.edition == 2
    assert box.condition.faults
    (hub.home / "aside").rename(blob)
    assert box.sync().pictures == 1
    assert not box.condition.faults


def test_a_damaged_picture_is_not_shelved(hub: Hub, box: Box) -> None:
    """A blob with one flipped byte never gets its name."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    blob = hub.feed / layout.blob(digest(PHOTO))
    blob.write_bytes(b"P" + PHOTO[1:])
    with pytest.raises(Refused, match="1 pictures are not yet"):
        box.sync()
    assert not box.home.large(digest(PHOTO)).exists()


@pytest.mark.parametrize(
    "name", ["metadata/timestamp.json", "metadata/2.snapshot.json", "metadata/2.org-media.json"]
)
def test_flipped_bytes_of_signed_files_keep_the_old_view(hub: Hub, box: Box, name: str) -> None:
    """At many offsets of each signed file: the old view, or the very one that was meant."""
    before = box.seen()
    hub.publish(media=files(story(1), story(5)))
    _flip_everywhere(hub, box, name, before, tries=25)


@pytest.mark.parametrize("name", ["packs/0-2.pack", "packs/1-2.pack", "packs/index.json"])
def test_flipped_bytes_of_unsigned_files_keep_the_old_view(hub: Hub, box: Box, name: str) -> None:
    """A damaged pack or index is refused or got around; what is shown is what was signed."""
    before = box.seen()
    hub.publish(media=files(story(1), story(5)))
    _flip_everywhere(hub, box, name, before, tries=25)


def _flip_everywhere(hub: Hub, box: Box, name: str, before: dict[str, str], tries: int) -> None:
    good, path, random = (hub.feed / name).read_bytes(), hub.feed / name, Random(9)
    saved = box.put_aside()
    fresh = Box.beside(hub, "fresh")
    fresh.sync()
    meant, refused = fresh.seen(), 0
    for _ in range(tries):
        bad = bytearray(good)
        bad[random.randrange(len(bad))] ^= 1 << random.randrange(8)
        path.write_bytes(bytes(bad))
        try:
            box.sync()
        except Refused:
            refused += 1
            assert box.seen() == before
        else:
            assert box.seen() == meant
        box.take_back(saved)
    assert refused or name.startswith("packs/")
    path.write_bytes(good)
    box.sync()
    assert box.seen() == meant


def test_every_pack_damaged_is_refused(hub: Hub, box: Box) -> None:
    """Where no way leads to what was signed, nothing changes."""
    before = box.seen()
    hub.publish(media=files(story(1), story(5)))
    for path in (hub.feed / "packs").glob("*-2.pack"):
        path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(Refused):
        box.sync()
    assert box.seen() == before
    assert len(box.condition.faults) == 1


def test_an_older_mirror_is_refused(hub: Hub, box: Box) -> None:
    """Rolling back the whole mirror keeps the newer view, also after the box lost its cached files."""
    old = hub.home / "old"
    shutil.copytree(hub.feed, old)
    hub.wait(hours=1)
    hub.publish(media=files(story(8)))
    box.sync()
    before = box.seen()
    with pytest.raises(Refused, match="older than"):
        box.sync(old)
    with sqlite3.connect(box.home.database) as db:
        db.execute("DELETE FROM trusted")
    with pytest.raises(Refused, match="older than"):
        box.sync(old)
    assert box.seen() == before
    box.sync()
    assert box.condition.faults == ()


def test_a_frozen_mirror_leaves_the_old_view_marked(hub: Hub, box: Box) -> None:
    """Past the timestamp's date the content stays, marked as possibly out of date."""
    hub.wait(days=8)
    with pytest.raises(Expired):
        box.sync()
    assert (box.condition.is_stale, box.condition.stories, box.condition.is_cut_off) == (True, 3, True)


def test_a_clock_set_back_does_not_make_old_content_fresh(hub: Hub, box: Box) -> None:
    """A box in 1971 knows from what it has seen that its clock is wrong, and says so."""
    hub.wait(days=-20_000)
    assert "The clock of this box is behind: set it." in [fault.msgid for fault in box.condition.faults]
    assert not box.condition.is_stale
    hub.wait(days=20_100)
    assert box.condition.is_stale


def test_a_station_repairs_what_it_lost(hub: Hub, box: Box) -> None:
    """Missing small files are got back with the next edition by starting from nothing."""
    with sqlite3.connect(box.home.database) as db:
        db.execute("DELETE FROM small")
    hub.publish(media=files(story(1), story(2, "改")))
    assert box.sync().version == 2
    store = Store(box.home.database)
    assert all(store.small(value) for path, value in box.seen().items() if path != "edition")
    store.close()


def test_a_damaged_root_on_disk_is_replaced_from_the_shipped_one(hub: Hub, box: Box) -> None:
    """The kept root is garbage: the chain is walked again from the root the box came with."""
    hub.publisher.rotate("timestamp")
    hub.publish()
    box.sync()
    with sqlite3.connect(box.home.database) as db:
        db.execute("UPDATE trusted SET data = x'00' WHERE name = 'root'")
    hub.wait(hours=1)
    hub.publish(media=files(story(7)))
    assert box.sync().version == 2


def test_an_organisation_that_leaves_takes_its_content_along(hub: Hub, box: Box) -> None:
    """What nobody signs any more is not shown."""
    hub.publish(county={})
    box.sync()
    assert not [path for path in box.seen() if path.startswith("county/")]


def test_an_unreadable_document_stops_nothing(hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signed document of a later form is noted as a fault; everything else is shown."""
    monkeypatch.setattr("lianjian_feed.publishing.check_story_file", lambda _path, _data: None)
    hub.publish(media=files(story(1)) | {"stories/9.json": b'{"format": "lianjian-story/9"}'})
    box.sync()
    told = [fault.msgid for fault in box.condition.faults]
    assert told == ["{count} items cannot be shown: update this software."]
    assert box.condition.stories == 2


# -- disk trouble


@pytest.mark.parametrize("write", range(12))
def test_a_full_disk_keeps_the_old_view(
    hub: Hub, box: Box, write: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever write to the store fails for want of space, readers keep the old view; with room made, all
    is well."""
    before = box.seen()
    hub.publish(media=files(story(1), story(6), story(4, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    left = write
    real = stores.transaction

    def full(db: sqlite3.Connection) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise sqlite3.OperationalError("database or disk is full")
        return real(db)

    monkeypatch.setattr(stores, "transaction", full)
    try:
        box.sync()
    except Refused as refusal:
        assert refusal.msgid == "The disk is full ({free} MB left): make room, then sync again."
        assert box.seen() == before or box.seen()["edition"] == "2"
    monkeypatch.undo()
    assert box.sync().version == 2
    assert box.condition.faults == ()


def test_no_room_for_a_picture_is_said_before_it_is_fetched(
    hub: Hub, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reserve of disk stays free, so that the database can always be opened."""
    hub.publish(media=files(story(1)))
    usage = shutil.disk_usage(box.home.path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    before = box.seen()
    with pytest.raises(Refused, match="The disk is full"):
        box.sync()
    assert box.seen() == before


def test_writing_a_pack_to_a_full_disk_is_refused(hub: Hub, box: Box) -> None:
    """ENOSPC from the file system itself, at the first written byte of a pack."""
    hub.publish(media=files(story(1)))
    before = box.seen()

    class Full(DirectorySource):
        def save(self, name: str, target: Path, cap: int) -> None:  # noqa: ARG002 - as the real one
            raise OSError(28, os.strerror(28))

    with pytest.raises(Refused, match="The disk is full"):
        box.sync(Full(hub.feed))
    assert box.seen() == before


def test_a_broken_database_is_said(box: Box) -> None:
    """A database that is none is a refusal with words, not a traceback; it is built anew."""
    box.home.database.write_bytes(b"not a database" * 100)
    for name in ("feed.db-wal", "feed.db-shm"):
        (box.home.path / name).unlink(missing_ok=True)
    with pytest.raises(Refused, match="built anew"):
        box.sync()


def test_two_at_once_are_refused(box: Box) -> None:
    """A second synchronisation waits its turn."""
    with syncing.alone(box.home), pytest.raises(Refused, match="Another synchronisation is running"):
        box.sync()


# -- sticks


def test_a_stick_carries_an_edition_to_a_box_without_a_line(hub: Hub, box: Box, tmp_path: Path) -> None:
    """Exported here, imported there: the same view, roots and pictures included; again and newer works
    too."""
    from lianjian_station.ferry import export

    stick = tmp_path / "stick"
    stick.mkdir()
    hub.publisher.rotate("timestamp")
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    box.sync()
    other = Box.beside(hub, "other")
    assert export(box.home, stick).version == 2
    assert other.sync(stick).pictures == 1
    assert other.seen() == box.seen()
    hub.publish(media=files(story(1), story(12)))
    box.sync()
    export(box.home, stick)
    assert other.sync(stick).version == 3
    assert len(list((stick / "packs").glob("*.pack"))) == 1


def test_a_stick_past_its_date_needs_a_person(hub: Hub, box: Box, tmp_path: Path) -> None:
    """Refused unless the keeper confirms; then shown as possibly out of date, and recorded as taken in
    late."""
    stick = tmp_path / "stick"
    hub.publish(media=files(story(1), story(13)))
    shutil.copytree(hub.feed, stick)
    hub.wait(days=30)
    with pytest.raises(Expired):
        box.sync(stick)
    assert box.sync(stick, accept_expired=True).version == 2
    assert box.condition.is_stale
    with sqlite3.connect(box.home.database) as db:
        assert db.execute("SELECT is_stale FROM arrival ORDER BY number DESC").fetchone() == (1,)


def _symlink(path: Path) -> None:
    target = path.parent.parent / f"target-{path.name}"
    path.rename(target)
    path.symlink_to(target)


def _linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(path.parent.with_name("elsewhere"))


def _fifo(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _sparse(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize("hostility", [_symlink, _linked_folder, _fifo, _folder, _sparse])
@pytest.mark.parametrize("name", ["metadata/timestamp.json", "metadata/2.snapshot.json", "packs/0-2.pack"])
def test_hostile_sticks_change_nothing(
    hub: Hub, box: Box, tmp_path: Path, hostility: object, name: str
) -> None:
    """Links, pipes, folders and a terabyte of nothing are refused without waiting, and an honest stick
    still works."""
    before = box.seen()
    hub.publish(media=files(story(1), story(14)))
    stick = tmp_path / "stick"
    shutil.copytree(hub.feed, stick)
    for other in (stick / "packs").glob("*"):
        if other.name != "0-2.pack":
            other.unlink()
    hostility(stick / name)  # type: ignore[operator]
    with pytest.raises(Refused):
        box.sync(stick)
    assert box.seen() == before
    assert box.sync().version == 2


def test_junk_beside_the_feed_is_not_even_looked_at(hub: Hub, box: Box, tmp_path: Path) -> None:
    """Thousands of other files on a stick do not matter."""
    hub.publish(media=files(story(1), story(15)))
    stick = tmp_path / "stick"
    shutil.copytree(hub.feed, stick)
    for number in range(2000):
        (stick / f"junk-{number}").touch()
        (stick / "packs" / f"{number}.exe").touch()
    assert box.sync(stick).version == 2


@pytest.mark.parametrize("name", ["../feed/metadata/timestamp.json", "/etc/passwd", "a//b", "./a", ""])
def test_paths_stay_below_the_stick(hub: Hub, name: str) -> None:
    """No name leads out of the directory."""
    source = DirectorySource(hub.feed)
    with pytest.raises(Refused):
        source.fetch(name, 100)
    source.close()


def test_a_missing_stick_is_unreachable(box: Box, tmp_path: Path) -> None:
    """No stick is nothing wrong with the station, and the status says what was missing."""
    with pytest.raises(Unreachable, match="not there"):
        box.sync(tmp_path / "nowhere")
    with pytest.raises(NotThere):
        box.sync(tmp_path)
    assert box.condition.stories == 3


def test_entries_over_the_limit_never_reach_the_disk(hub: Hub, box: Box, tmp_path: Path) -> None:
    """A file larger than its entry says is cut off at the entry's length."""
    hub.publish(media=files(story(1, body=(picture(PHOTO),)), pictures__photo=PHOTO))
    with (hub.feed / layout.blob(digest(PHOTO))).open("r+b") as file:
        file.truncate(1 << 40)
    with pytest.raises(Refused, match="1 pictures are not yet"):
        box.sync()
    staged = sum(path.stat().st_size for path in box.home.staging.iterdir())
    assert staged <= len(PHOTO) + 65536
    assert Store(box.home.database).large_wanted() == [
        Entry("media/pictures/photo", len(PHOTO), digest(PHOTO))
    ]
