"""A backup holds what cannot come again, opens with the store's key only, and is the box's own word to the last byte."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import sealing, statements
from lianjian_feed.refusals import Refused
from lianjian_feed.sealing import Identity
from lianjian_station import backup
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal
from lianjian_station.keys import Keys
from tests.lianjian_station.mailrooms import Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def _store(village: Village) -> Identity:
    return next(iter(village.sessions.values())).store


def _key(village: Village) -> str:
    return Keys.open_or_create(village.home).public


def test_it_holds_what_cannot_come_again(village: Village) -> None:
    """Requests, keepers and log; not the feed, not the box's keys, nothing that passes."""
    village.ask()
    made = backup.make(village.home, village.home.path.parent / "stick.age", village.now)
    held = backup.read(made.read_bytes(), _store(village), _key(village))
    assert {"requests.db", "audit.db", "keepers.json", "station.json"} <= set(held.files)
    assert not [name for name in held.files if name.startswith(("feed.db", "cas", "keys", "staging", "root"))]
    assert (held.station, held.run) == (village.mailroom.station, 1)
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(held.files["requests.db"])
        assert db.execute("SELECT count(*) FROM request").fetchone() == (1,)
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_log_of_a_backup_tells_of_everything_in_it(village: Village) -> None:
    """Requests come in while it is made: each that the copied register holds, the copied log holds, too."""
    village.ask()
    made = []

    def ask_meanwhile(path: Path) -> bytes:
        if path.name == backup.LOG and not made:
            made.append(village.ask("在备份中间来的"))
        return copy(path)

    copy = backup._copy
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(backup, "_copy", ask_meanwhile)
        path = backup.make(village.home, village.home.path.parent / "stick.age", village.now)
    assert made
    held = backup.read(path.read_bytes(), _store(village), _key(village))
    with closing(sqlite3.connect(":memory:")) as db, closing(sqlite3.connect(":memory:")) as log:
        db.deserialize(held.files["requests.db"])
        log.deserialize(held.files["audit.db"])
        (requests,) = db.execute("SELECT count(*) FROM request").fetchone()
        asked = sum(b'"act":"ask"' in data for (data,) in log.execute("SELECT data FROM entry"))
    assert (requests, asked) == (1, 2)


def test_only_the_store_opens_it_and_only_the_box_makes_it(village: Village) -> None:
    """The stick's finder reads nothing; a backup that somebody else sealed to this village is refused."""
    made = backup.make(village.home, village.home.path.parent / "stick.age", village.now).read_bytes()
    with pytest.raises(Refused, match="cannot be opened"):
        backup.read(made, Identity.make(), _key(village))
    other = Keys.open_or_create(Home(village.home.path.parent / "other", Settings()))
    forged = statements.sign(
        backup.FORMAT, {"files": [], "made_at": "2026-11-27T00:00:00+00:00", "run": 1}, other.signing
    )
    sealed = sealing.seal(sealing.pad(struct.pack(">I", len(forged)) + forged), [_store(village).recipient])
    with pytest.raises(Refused, match="another key"):
        backup.read(sealed, _store(village), _key(village))


@pytest.mark.parametrize(
    "path",
    [
        "../evil",
        "/etc/passwd",
        "keys/box.json",
        "feed.db",
        "a/../b",
        "a//b",
        "",
        "root/boot.root.json",
        "a/b/c/d",
    ],
)
def test_a_path_out_of_the_house_is_refused(village: Village, path: str) -> None:
    """Also where the box's own key signed it: a backup never writes keys or trust, nor outside the home."""
    keys = Keys.open_or_create(village.home)
    told = {"files": [{"length": 0, "path": path, "sha256": backup.digest(b"")}], "made_at": "x", "run": 1}
    header = statements.sign(backup.FORMAT, told, keys.signing)
    sealed = sealing.seal(sealing.pad(struct.pack(">I", len(header)) + header), [_store(village).recipient])
    with pytest.raises(Refused, match="not as agreed"):
        backup.read(sealed, _store(village), keys.public)


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Identity, str]:
    with pytest.MonkeyPatch.context() as patch:
        cheaply(patch)
        village = Village.make(tmp_path_factory.mktemp("made"))
        made = backup.make(village.home, village.home.path.parent / "stick.age", village.now).read_bytes()
    return made, _store(village), _key(village)


@given(st.integers(0, 2**32), st.booleans())
def test_a_damaged_backup_is_refused_whole(_made: tuple[bytes, Identity, str], seed: int, cut: bool) -> None:  # noqa: PT019, FBT001
    """One bit flipped, or the end cut off, anywhere."""
    made, store, key = _made
    chance = random.Random(seed)
    at = chance.randrange(len(made))
    hurt = made[:at] if cut else made[:at] + bytes([made[at] ^ 1 << chance.randrange(8)]) + made[at + 1 :]
    with pytest.raises(Refused):
        backup.read(hurt, store, key)


_DYING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lianjian_station import backup
from lianjian_station.home import Home
at, calls = int(sys.argv[3]), 0
def dying(real):
    def run(*told, **named):
        global calls
        calls += 1
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*told, **named)
    return run
for name in ("fsync", "replace", "open", "fdopen"):
    setattr(os, name, dying(getattr(os, name)))
backup.make(Home.open(Path(sys.argv[1])), Path(sys.argv[2]), datetime(2026, 11, 27, tzinfo=UTC))
print("done")
"""


def test_killed_in_between_the_old_backup_is_there_whole(village: Village) -> None:
    """At every call that opens, syncs or renames, until one run goes through: old or new, and both open."""
    target = village.home.path.parent / "stick.age"
    backup.make(village.home, target, village.now)
    old, seen = target.read_bytes(), set()
    for at in range(1, 60):
        told = [sys.executable, "-c", _DYING, str(village.home.path), str(target), str(at)]
        run = subprocess.run(
            told, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": "src"}, check=False
        )
        assert run.returncode in {0, -signal.SIGKILL}, run.stderr
        held = target.read_bytes()
        seen.add(held == old)
        assert backup.read(held, _store(village), _key(village)).station == village.mailroom.station
        if run.returncode == 0:
            break
        assert not list(village.home.path.glob(".copy*"))  # it would outlive what is taken back
    else:
        pytest.fail("it was never made")
    assert at > 5
    assert target.read_bytes() != old
    assert seen == {True, False}


def test_once_a_week_into_the_folder_and_four_stay(village: Village, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    assert backup.if_due(village.home, village.now) is None
    backup.every_week(village.home, stick)
    made = []
    for day in range(50):
        made.append(backup.if_due(village.home, village.now + timedelta(days=day)))
    assert [day for day, path in enumerate(made) if path] == [0, 7, 14, 21, 28, 35, 42, 49]
    assert len(list(stick.iterdir())) == 4
    assert made[49] in set(stick.iterdir())
    stick.rename(tmp_path / "pulled")
    with pytest.raises(Refused, match="Is the stick in"):
        backup.if_due(village.home, village.now + timedelta(days=60))


def test_a_clock_that_is_behind_costs_no_backup(village: Village, tmp_path: Path) -> None:
    """The box woke up in 1970: what it makes then is called the oldest, and stays all the same."""
    stick = tmp_path / "stick"
    stick.mkdir()
    backup.every_week(village.home, stick)
    for week in range(5):
        backup.if_due(village.home, village.now + timedelta(weeks=week))
    made = backup.if_due(village.home, datetime(1970, 1, 1, tzinfo=UTC))
    assert made is not None
    assert made.exists()
    assert len(list(stick.iterdir())) == 4


@pytest.mark.parametrize("place", [".", "checkpoints", "checkpoints/mine.age"])
def test_no_backup_lies_on_the_box_itself(village: Village, place: str) -> None:
    """It burns with the box; and each would hold those before it."""
    (village.home.path / "checkpoints").mkdir(exist_ok=True)
    with pytest.raises(Refused, match="belongs to the box itself"):
        backup.make(village.home, village.home.path / place, village.now)
    if not place.endswith(".age"):
        with pytest.raises(Refused, match="belongs to the box itself"):
            backup.every_week(village.home, village.home.path / place)


def test_a_month_without_backup_is_a_fault(village: Village) -> None:
    """Counted from the first line of the log where there never was one."""
    with Journal.open(village.home) as journal:
        began = journal.entries(0, 1)[0].moment
    assert backup.fault(village.home, began + timedelta(days=29)) is None
    fault = backup.fault(village.home, began + timedelta(days=31))
    assert fault is not None
    assert fault.values == {"days": 31}
    backup.make(village.home, village.home.path.parent / "stick.age", began + timedelta(days=31))
    assert backup.fault(village.home, began + timedelta(days=60)) is None
    assert backup.fault(village.home, began + timedelta(days=62)) is not None


def test_a_box_without_keepers_has_nothing_to_lose(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    bare = Village.make(tmp_path, keepers=0, has_book=False)
    assert backup.fault(bare.home, bare.now + timedelta(days=99)) is None
    with pytest.raises(Refused, match="Nobody keeps"):
        backup.make(bare.home, tmp_path / "x.age", bare.now)
