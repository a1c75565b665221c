"""A backup of a hub that goes on running."""

from __future__ import annotations

import errno
import os
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from lianjian.cli import keeping
from lianjian_feed.memory import Memory, alone
from lianjian_feed.refusals import Refused
from tests.lianjian_feed.simulators import Hub, files, story

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a database, keys and a feed of one edition."""
    made: Path = tmp_path / "home"
    (made / "keys").mkdir(parents=True)
    for name in ("media", "private"):
        (made / name).mkdir()
    with closing(sqlite3.connect(made / "lianjian.sqlite3")) as base:
        base.execute("create table paper (text)")
    hub = Hub(made)
    hub.publish(media=files(story(1)))
    (made / "keys").rename(made / "feed-keys")
    (made / "keys").mkdir()
    (made / "feed-keys").rename(made / "keys" / "feed")
    settings.HOME = made
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setattr(keeping, "set_up", lambda: None)
    return made


def back_up(file: Path) -> None:
    """The command; what it raises is raised here."""
    done = CliRunner().invoke(keeping.backup, [str(file)])
    if done.exception is not None:
        raise done.exception


def test_the_publishers_record_is_copied_whole(home: Path, tmp_path: Path) -> None:
    """What SQLite still keeps beside the record, because somebody has it open, is in the copy."""
    feed_keys = home / "keys" / "feed"
    with closing(Memory(feed_keys / "editions.db")) as memory:
        with memory.transaction():
            memory.keep_names({"media": "后来的名字"})
        assert (feed_keys / "editions.db-wal").stat().st_size > 0
        back_up(tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        archive.extractall(tmp_path / "out")
        names = archive.namelist()
    assert sorted(set(names)) == sorted(names)
    assert [name for name in names if name.endswith(("-wal", "-shm"))] == []
    with closing(Memory(tmp_path / "out" / "keys" / "feed" / "editions.db")) as copy:
        assert copy.names() == {"media": "后来的名字"}
        assert copy.newest("snapshot")[0] == 1


def test_nobody_publishes_while_keys_and_feed_are_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record and the feed in the backup are of one moment."""
    real, held = keeping._Backup._add, []

    def add(self, path: Path, inside: str) -> None:
        if inside.startswith(("keys/", "feed/")):
            try:
                with alone(home / "keys" / "feed"):
                    held.append(False)
            except Refused:
                held.append(True)
        real(self, path, inside)

    monkeypatch.setattr(keeping._Backup, "_add", add)
    back_up(tmp_path / "kept.zip")
    assert len(held) > 10
    assert all(held)


def test_a_file_that_goes_away_meanwhile_is_left_out(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted between listing and copying, it is no part of the state; the backup is whole without it."""
    for name in ("a", "b", "c"):
        (home / "media" / name).write_text(name)
    real = keeping._Backup._add

    def add(self, path: Path, inside: str) -> None:
        (home / "media" / "b").unlink(missing_ok=True)
        real(self, path, inside)

    monkeypatch.setattr(keeping._Backup, "_add", add)
    back_up(tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        assert archive.testzip() is None
        assert [name for name in archive.namelist() if name.startswith("media/")] == ["media/a", "media/c"]


def test_a_backup_that_fails_leaves_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a disk that fills up, the unfinished file goes away and gives its room back."""

    def full(self, path: Path, inside: str) -> None:
        assert (tmp_path / "kept.zip.part").exists()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(keeping._Backup, "_add", full)
    with pytest.raises(OSError, match="No space left"):
        back_up(tmp_path / "kept.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


def test_the_record_of_seals_is_copied_before_the_database(home: Path, tmp_path: Path) -> None:
    """A chain may go on behind its record: what is sealed during a backup must not look cut off afterwards."""
    (home / "keys" / "audit.heads").write_text("1 aa\n")
    back_up(tmp_path / "kept.zip")
    with zipfile.ZipFile(tmp_path / "kept.zip") as archive:
        assert archive.namelist()[:2] == ["keys/audit.heads", "lianjian.sqlite3"]
