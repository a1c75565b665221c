"""A box dies or is carried off; a new one becomes it, from paper and a stick, and contradicts nothing that others have seen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.notes import Note
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from lianjian_station import backup, counting
from lianjian_station.auditing import audit
from lianjian_station.checkpoints import put_by
from lianjian_station.directory_source import DirectorySource
from lianjian_station.home import Home
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.outbox import pack
from lianjian_station.receiving import receive
from lianjian_station.recovery import Restored, make_sheet, restore, root_for
from lianjian_station.requests.keeping import listed, opened
from lianjian_station.requests.looking import look
from lianjian_station.sheet import Sheet
from lianjian_station.views import Quarter
from tests.lianjian_station.mailrooms import PHRASES, Mailroom, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_feed.letters import Letter
    from lianjian_station.requests.asking import Slip
    from lianjian_station.syncing import Source


@pytest.fixture(autouse=True)
def _cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)


@dataclass
class Before:
    """A village with a request on its way, a sheet in the safe and a backup on a stick."""

    village: Village
    slip: Slip
    sheet: Sheet
    stick: bytes

    def restore(
        self, *, with_backup: bool = True, source: Source | None = None, keeper: str = ""
    ) -> Restored:
        """On a new box, after the old one is gone."""
        village = self.village
        if village.home.path.exists():
            shutil.rmtree(village.home.path)
        return restore(
            village.hub.home / "new",
            self.sheet,
            source or village.source(),
            root=root_for(self.sheet, village.source(), None),
            keeper=keeper,
            passphrase="第三个人的新口令" if keeper else "",
            backup=self.stick if with_backup else None,
            now=lambda: village.now,
        )


@pytest.fixture
def before(tmp_path: Path) -> Before:
    village = Village.make(tmp_path)
    slip = village.ask()
    village.release(slip)
    _send(village)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sheet, "to_lines", lambda *_: [])  # a second and more, for which one test is enough
        sheet = make_sheet(village.home, village.sessions["林站长"], village.now).sheet
    with Journal.open(village.home) as journal:
        put_by(village.home, journal)
    stick = backup.make(village.home, tmp_path / "stick.age", village.now).read_bytes()
    return Before(village, slip, sheet, stick)


def _send(village: Village, home: Home | None = None) -> None:
    """Pack, and have the mailroom take the parcel in."""
    path = pack(home or village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())


def _origin(home: Home) -> str:
    with Journal.open(home) as journal:
        return Checkpoint.of(Note.parse(journal.checkpoint())).origin


def _letter(village: Village) -> Letter:
    return next(iter(village.mailroom.letters.values()))


def test_the_answer_on_its_way_reaches_the_new_box(before: Before) -> None:
    """The box dies; the expert answers; the new box, made from the sheet and the stick, takes the answer in. The villager
    reads it with the old slip, the keeper with the old passphrase; and what leaves next goes on from the same log."""
    village = before.village
    printed = make_sheet(village.home, village.sessions["林站长"], village.now)
    before.sheet = Sheet.open("\n".join(printed.lines), printed.code)
    before.stick = backup.make(village.home, village.hub.home / "stick.age", village.now).read_bytes()
    village.wait(hours=1)
    village.mailroom.answer(_letter(village), "先查根，再补镁肥。")
    done = before.restore()
    assert (done.station, done.goes_on, done.run, done.trouble) == (village.mailroom.station, True, 1, None)
    assert receive(done.home, village.source(), village.now).is_new
    seen = look(done.home, before.slip.number, before.slip.code, village.now)
    assert [text for _, _, text in seen.answers] == ["先查根，再补镁肥。"]
    session = Keepers(done.home).unlock("陈会计", PHRASES["陈会计"], village.now)
    inner = next(found.id for found in listed(done.home) if found.number == before.slip.number)
    shown = opened(done.home, session, inner, village.now)
    assert [text for _, _, text in shown.answers] == ["先查根，再补镁肥。"]
    assert done.home.settings == village.home.settings
    taken = village.mailroom.taken
    village.box.home = done.home
    village.sessions = {n: Keepers(done.home).unlock(n, PHRASES[n], village.now) for n in PHRASES}
    village.release(village.ask("第二件事"))
    _send(village)
    assert village.mailroom.taken == taken + 1


def test_a_log_with_fewer_lines_than_the_hub_has_seen_begins_anew(before: Before) -> None:
    """The stick is older than the last parcel: to go on from it would fork. The new log has another name, the old one stays
    readable, and its numbers start where the hub expects them after it was told."""
    village = before.village
    village.release(village.ask("后来的事"))
    _send(village)
    done = before.restore()
    assert (done.goes_on, done.run, done.trouble) == (False, 2, None)
    assert _origin(done.home) == f"lianjian-station/{village.mailroom.station}/2"
    assert (done.home.path / "audit-1.db").exists()
    with Journal.open(done.home) as journal:
        assert [e.act for e in journal.entries()][-1] == "restore"
    room = village.mailroom
    told = Mailroom(room.station, room.key, room.recipient, room.now, room.opens, room.signs, room.inboxes)
    told.serial = room.serial
    village.mailroom = told  # the hub was told: another box in its place
    village.box.home = done.home
    village.sessions = {n: Keepers(done.home).unlock(n, PHRASES[n], village.now) for n in PHRASES}
    village.release(village.ask("第三件事"))
    _send(village)
    assert len(told.letters) == 2  # that of the backup's parcel, whose receipt had not come, and the new one


@pytest.mark.parametrize("later", [0, 1, 2])
def test_whatever_the_stick_holds_nothing_contradicts(before: Before, later: int) -> None:
    """With parcels and lines after the backup, or none: what the restored box tells under the old name never contradicts."""
    village = before.village
    for number in range(later):
        village.release(village.ask(f"第{number}件"))
        if number:
            _send(village)
    entries = dict(village.mailroom.entries)
    done = before.restore()
    with Journal.open(done.home) as journal:
        told = {number: data.decode() for number, data in journal.raw()}
    if done.goes_on:
        assert {number: told[number] for number in entries} == entries
    assert done.goes_on == (later < 2)
    with Journal.open(done.home) as journal:
        log = journal.key
    assert audit(done.home, log).findings == ()
    assert _origin(done.home).endswith("/2") != done.goes_on


def test_a_sheet_that_counted_more_lines_than_the_stick_has(before: Before) -> None:
    """Printed after the backup was made: the hub saw none of those lines yet, the paper did."""
    before.sheet = replace(before.sheet, log_size=10_000)
    assert before.restore().goes_on is False


def test_without_a_backup_somebody_new_keeps_it(before: Before) -> None:
    """Same id, empty register, a new log under another name; ended quarters are not counted again."""
    village = before.village
    with pytest.raises(Refused, match="needs a keeper"):
        before.restore(with_backup=False)
    done = before.restore(with_backup=False, keeper="赵强")
    assert (done.station, done.goes_on, done.run) == (village.mailroom.station, False, 2)
    session = Keepers(done.home).unlock("赵强", "第三个人的新口令", village.now)
    assert session.store == before.sheet.store
    with pytest.raises(Refused, match="not drawn again"):
        counting.propose(done.home, session, Quarter.before(village.now), "1", village.now)


def test_a_forgotten_passphrase(before: Before) -> None:
    """With sheet and backup a new keeper joins those of before, and reads what they could."""
    done = before.restore(keeper="赵强")
    assert Keepers(done.home).names() == [*PHRASES, "赵强"]
    assert Keepers(done.home).unlock("赵强", "第三个人的新口令").store == before.sheet.store


def test_the_hub_cannot_be_asked(before: Before, tmp_path: Path) -> None:
    """Then nobody knows whether the stick's log is the newest: a new one begins, and why is said."""
    empty = tmp_path / "nothing"
    empty.mkdir()
    done = before.restore(source=DirectorySource(empty))
    assert (done.goes_on, done.run) == (False, 2)
    assert done.trouble is not None


def test_another_root_or_a_place_that_is_taken(before: Before, tmp_path: Path) -> None:
    village = before.village
    other = tmp_path / "other.json"
    other.write_bytes(b"{}")
    with pytest.raises(Refused, match="not the root of trust"):
        root_for(before.sheet, village.source(), other)
    root = root_for(before.sheet, village.source(), None)
    assert root == village.hub.first_root
    with pytest.raises(Refused, match="already"):
        restore(
            village.home.path,
            before.sheet,
            village.source(),
            root=root,
            backup=before.stick,
            now=lambda: village.now,
        )


def test_a_backup_of_another_village_is_refused_and_nothing_is_begun(before: Before, tmp_path: Path) -> None:
    other = Village.make(tmp_path / "other")
    before.stick = backup.make(other.home, tmp_path / "other.age", other.now).read_bytes()
    with pytest.raises(Refused):
        before.restore()
    assert not (before.village.hub.home / "new").exists()


def test_a_sheet_is_a_line_of_the_log(before: Before) -> None:
    """Before anybody sees it; and only an unlocked keeper has one made."""
    village = before.village
    with Journal.open(village.home) as journal:
        assert [e.act for e in journal.entries()].count("sheet") == 1
    Keepers(village.home).remove("陈会计", by=village.sessions["林站长"])
    with pytest.raises(Refused, match="unlock again"):
        make_sheet(village.home, village.sessions["陈会计"], village.now)


_DYING = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from lianjian_station import backup, counting, keepers, recovery
from lianjian_station.auditing import audit
from lianjian_station.checkpoints import put_by
from lianjian_station.directory_source import DirectorySource
from lianjian_station.home import Home
from lianjian_station.journal import Journal
from lianjian_station.sheet import Sheet
def die(*told, **named):
    os.kill(os.getpid(), signal.SIGKILL)
def then(run):
    def done(*told, **named):
        run(*told, **named)
        die()
    return done
folder, now = Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])
sheet = Sheet.open((folder / "sheet.txt").read_text(), (folder / "code.txt").read_text())
source = DirectorySource(folder / "feed")
root = recovery.root_for(sheet, source, None)
def run(point):
    if point == "keys":
        recovery._set_run = die
    elif point == "run":
        recovery._set_run = then(recovery._set_run)
    elif point == "home":
        recovery.Home.create = then(recovery.Home.create)
    elif point == "sync":
        recovery._ask = then(recovery._ask)
    elif point == "files":
        backup.put_back = then(backup.put_back)
    elif point == "log":
        recovery._take_in = then(recovery._take_in)
    elif point == "line":
        Journal.append = then(Journal.append)
    told = recovery.restore(folder / "new", sheet, source, root=root, backup=(folder / "stick.age").read_bytes(),
        now=lambda: now)
    print(point, told.run, told.goes_on, flush=True)
    os._exit(0)
for point in ("keys", "run", "home", "sync", "files", "log", "line", "never"):
    child = os.fork() or run(point)
    _, status = os.waitpid(child, 0)
    print(point, status, (folder / "new" / recovery.MARK).exists(), flush=True)
"""


@pytest.mark.slow
def test_killed_in_between(before: Before, tmp_path: Path) -> None:
    """At each step; run again it goes through, with the old log, and the box that was half made never signed under its name."""
    village = before.village
    printed = make_sheet(village.home, village.sessions["林站长"], village.now)
    (tmp_path / "sheet.txt").write_text("\n".join(printed.lines))
    (tmp_path / "code.txt").write_text(printed.code)
    backup.make(village.home, tmp_path / "stick.age", village.now)
    feed = village.source()
    assert (tmp_path / "feed") == village.hub.feed
    feed.close()

    told = [sys.executable, "-c", _DYING, str(tmp_path), village.now.isoformat()]
    done = subprocess.run(
        told, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": "src"}, check=False
    )
    died = [
        f"{point} {int(signal.SIGKILL)} True"
        for point in ("keys", "run", "home", "sync", "files", "log", "line")
    ]
    assert done.stdout.splitlines() == [*died, "never 1 True", "never 0 False"], done.stderr
    assert _origin(Home.open(tmp_path / "new")) == f"lianjian-station/{village.mailroom.station}"
    assert not list((tmp_path / "new").glob("restoring*"))
