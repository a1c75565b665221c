"""Nothing leaves by mistake: canaries are found nowhere (R1), and nothing is sent that was not logged before (R2)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_station import carrying, outbox, sending
from lianjian_station.airlock import Airlock, set_report
from lianjian_station.cli import main
from lianjian_station.http_source import HttpSource, Patience
from lianjian_station.journal import Journal
from lianjian_station.requests.looking import look
from lianjian_station.requests.releasing import release
from lianjian_station.requests.withdrawing import withdraw
from lianjian_station.rounds import make_round, pack_all
from lianjian_station.serving import Timer
from tests.lianjian_station.boxes import Manners, served
from tests.lianjian_station.mailrooms import PHRASES, Mailroom, Village, cheaply
from tests.lianjian_station.postboxes import Postbox, open_postbox

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
CHIEF, CLERK = PHRASES
CANARY = "金丝雀"


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def everything(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()


# -- R1


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.slow
def test_a_thousand_canaries_are_found_nowhere_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Names of files, the box's disk with its write-ahead logs, a stick, what a server got, and what was printed; while they
    wait, when a hundred are on their way, and after some were answered, taken back and ended."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    stick = tmp_path / "stick"
    stick.mkdir()
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address)
        slips = [
            village.ask(
                f"{CANARY}{number:04d}之事",
                given={
                    "text": f"{CANARY}{number:04d}之事",
                    "phone": f"1390000{number:04d}",
                    "name": f"{CANARY}{number:04d}",
                },
                typed_by=CHIEF if number % 2 else "",
            )
            for number in range(1000)
        ]
        hidden = [CANARY.encode(), b"1390000", CHIEF.encode(), *(slip.code.encode() for slip in slips)]
        hidden += [slip.code.replace(" ", "").encode() for slip in slips[:50]]
        _nowhere(hidden, tmp_path / "box")
        for slip in slips[:100]:
            village.release(slip)
        assert pack_all(village.home, village.now) == 7
        sending.send(village.home, village.now)
        carrying.put_on(village.home, stick, village.now)
        assert len([one for one in box.posted if one.is_whole]) == 7
        for one in box.posted:
            village.mailroom.take(one.body)
        assert len(village.mailroom.letters) == 100
        assert len(village.mailroom.entries) == int(village.mailroom.checkpoint.split("\n")[1])
        for letter in list(village.mailroom.letters.values())[:50]:
            village.mailroom.answer(letter, f"{CANARY}的答复")
        carrying.take_in(village.home, village.hub.feed, village.now)
        village.source().close()
        assert carrying.take_in(village.home, village.hub.feed, village.now) is None
        for slip in slips[40:60]:
            withdraw(village.home, slip, village.now)
        _nowhere(hidden, tmp_path / "box", stick)
        village.wait(days=91)
        make_round(village.home, village.source(), village.now)
    _nowhere(hidden, tmp_path / "box", stick)
    sent = b"".join(one.head + one.body for one in box.posted)
    assert not any(canary in sent for canary in hidden)
    printed = capfd.readouterr()
    assert CANARY not in printed.out + printed.err


def _nowhere(hidden: list[bytes], *folders: Path) -> None:
    for path, held in everything(*folders):
        if path.name == "keepers.json":  # keepers are known by name; villagers are not
            continue
        assert not any(canary in held or canary in os.fsencode(path.name) for canary in hidden), path


def test_a_refusal_tells_nothing_of_what_was_written(village: Village) -> None:
    """What a process prints when something goes wrong inside."""
    with pytest.raises(Refused) as refused:
        village.ask(f"{CANARY}之事", days=0)
    assert CANARY not in f"{refused.value} {refused.value!r} {refused.value.__cause__!r}"


@pytest.mark.skipif(not shutil.which("age"), reason="Debian's age is not installed (apt-get install age)")
def test_stock_age_opens_what_this_station_seals(village: Village, tmp_path: Path) -> None:
    village.release(village.ask("柚子树"))
    path = outbox.pack(village.home, village.now)
    assert path is not None
    key = tmp_path / "mailroom.key"
    key.write_text(village.mailroom.opens.secret, encoding="ascii")
    opened = subprocess.run(["age", "-d", "-i", key, path], capture_output=True, check=True)
    assert b'"format":"lianjian-parcel/1"' in opened.stdout


def test_sealing_a_parcel_adds_no_more_than_400_bytes_to_its_bucket(village: Village) -> None:
    village.release(village.ask())
    path = outbox.pack(village.home, village.now)
    assert path is not None
    from lianjian_feed.sealing import BUCKETS

    assert any(0 < path.stat().st_size - bucket <= 400 for bucket in BUCKETS)


# -- default closed


def test_a_box_that_nobody_asked_anything_asks_the_hub_for_nothing(tmp_path: Path) -> None:
    village = Village.make(tmp_path, keepers=0)
    told = make_round(village.home, village.source(), village.now)
    assert (told.packed, told.sent.waiting, told.is_new) == (0, 0, False)
    assert not (village.home.path / "requests.db").exists()


@pytest.mark.server
@pytest.mark.enable_socket
def test_with_nothing_outstanding_replies_are_asked_for_once_a_day(village: Village) -> None:
    """An idle poll stays what it was (A1): no second request in a round."""
    village.ask()
    manners = Manners()
    with served(lambda _: None, manners) as address:
        for hours in (0, 1, 22, 1, 1):
            village.wait(hours=hours)
            source = HttpSource(address)
            make_round(village.home, source, village.now)
            source.close()
    assert len(manners.log) == 2


def test_nothing_of_the_box_itself_leaves_until_a_keeper_allows_it(village: Village) -> None:
    village.ask()
    assert Airlock.read(village.home) == Airlock(report=False)
    assert outbox.pack(village.home, village.now) is None
    set_report(village.home, village.sessions[CHIEF], report=True)
    path = outbox.pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())
    (parcel,) = village.mailroom.parcels.values()
    assert parcel.report is not None
    assert (parcel.report.edition, parcel.letters) == (1, ())
    assert outbox.pack(village.home, village.now) is None  # once a day
    village.wait(hours=25)
    assert outbox.pack(village.home, village.now) is not None
    set_report(village.home, village.sessions[CHIEF], report=False)
    village.wait(hours=25)
    assert outbox.pack(village.home, village.now) is None
    with Journal.open(village.home) as journal:
        acts = [(one.act, one.why) for one in journal.entries() if one.act in {"settings", "report"}]
    assert acts == [("settings", "report on"), ("report", ""), ("report", ""), ("settings", "report off")]


def test_settings_that_cannot_be_read_let_nothing_out(village: Village) -> None:
    village.release(village.ask())
    (village.home.path / "airlock.json").write_text("{", encoding="utf-8")
    with pytest.raises(Refused, match="nothing leaves"):
        outbox.pack(village.home, village.now)


# -- R2


@dataclass
class Death:
    """A station with one agreement, put back to that moment for each death."""

    village: Village
    box: Postbox
    saved: Path
    told: list[str]

    @classmethod
    def prepare(cls, path: Path, box: Postbox, address: str) -> Death:
        village = Village.make(path, upload=address)
        shown = village.open(village.ask())
        assert (
            release(village.home, village.sessions[CHIEF], shown.id, shown.frozen_digest, village.now)
            == "half"
        )
        saved = path / "saved"
        shutil.copytree(village.home.path, saved, ignore=shutil.ignore_patterns("cas", "feed.db*"))
        told = [shown.id, shown.frozen_digest, village.now.isoformat()]
        child = [sys.executable, "-m", "tests.lianjian_station.sending_child", str(village.home.path)]
        return cls(village, box, saved, [*child, CLERK, PHRASES[CLERK], *told])

    def back(self) -> None:
        self.box.posted.clear()
        for path in self.village.home.path.iterdir():
            if path.name != "cas" and not path.name.startswith("feed.db"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.saved, self.village.home.path, dirs_exist_ok=True)

    def run(self, *before: str) -> int:
        told = os.environ | {"PYTHONPATH": "src:.", "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(
            [*before, *self.told], cwd=ROOT, env=told, capture_output=True, check=False, timeout=120
        )
        return done.returncode

    def judge(self) -> None:
        """Sent-not-logged is nothing: for each byte that came, its parcel was in the log before."""
        held = self.held("requests.db", "SELECT data FROM parcel")
        self.held("audit.db", "SELECT 1 FROM entry")
        for one in self.box.posted:
            (whole,) = [data for data in held if data.startswith(one.body)]
            assert digest(whole) in one.logged

    def held(self, name: str, question: str) -> list[bytes]:
        """A column of one of the box's databases, which must be whole."""
        db = sqlite3.connect(self.village.home.path / name)
        try:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            return [data for (data,) in db.execute(question)]
        except sqlite3.OperationalError as error:
            assert "no such table" in str(error)  # killed before it was begun
            return []
        finally:
            db.close()

    def recover(self) -> None:
        """The next run arrives: the letter is there once, and no parcel came in two forms."""
        assert self.run() == 0
        mailroom = self.village.mailroom
        fresh = replace(mailroom, parcels={}, letters={}, receipts=[], states=[], entries={}, taken=0)
        whole = [one for one in self.box.posted if one.is_whole]
        for one in whole:
            assert digest(one.body) in one.logged
            fresh.take(one.body)
        assert len(fresh.letters) == 1
        assert len({one.body for one in whole}) == len({parcel.serial for parcel in fresh.parcels.values()})
        with Journal.open(self.village.home) as journal:
            assert journal.size == len(journal.entries())


CALLS = {
    "fdatasync": 1,
    "fsync": 1,
    "rename": 1,
    "unlink": 2,
    "ftruncate": 3,
    "sendto": 1,
    "mkdir": 1,
    "pwrite64": 9,
}


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.slow
@pytest.mark.costly
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed (apt-get install strace)")
def test_killed_at_any_syscall_nothing_was_sent_that_the_log_does_not_tell_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGKILL by strace at the k-th call of each kind that changes something, from release to the last byte sent. With
    LIANJIAN_EVERY_KILL set, at every one of them; else at some, spread over all."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        death = Death.prepare(tmp_path, box, address)
        killed = 0
        for call, stride in CALLS.items():
            for at in range(1, 1000, 1 if os.environ.get("LIANJIAN_EVERY_KILL") else stride):
                death.back()
                trace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}"]
                if death.run(*trace, "-e", f"inject={call}:signal=KILL:when={at}") == 0:
                    break  # it makes no more calls of this kind
                killed += 1
                death.judge()
                death.recover()
            print(f"{call}: {killed} points so far", file=sys.stderr)  # noqa: T201 - figure R2
    print(f"killed at {killed} points", file=sys.stderr)  # noqa: T201 - figure R2
    assert killed > 30


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.parametrize("cut", [1, 5000])
def test_a_line_cut_while_sending_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db", cut=cut)
    with open_postbox(box) as address:
        death = Death.prepare(tmp_path, box, address)
        assert death.run() != 0
        death.judge()
        box.cut = 0
        death.recover()


def test_the_death_test_would_notice_what_was_sent_without_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check of the check: a mailroom takes no letter that the log does not tell of."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path)
    village.release(village.ask())
    path = outbox.pack(village.home, village.now)
    assert path is not None
    deaf = replace(village.mailroom, checkpoint="x\n0\n")
    monkeypatch.setattr(Mailroom, "_take_log", lambda *_: None)
    with pytest.raises(Refused, match="does not tell of"):
        deaf.take(path.read_bytes())


# -- the whole way on the command line


@pytest.mark.server
@pytest.mark.enable_socket
def test_what_a_server_answers_means_nothing_until_the_receipt_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address)
        slip = village.ask()
        village.release(slip)
        pack_all(village.home, village.now)
        for hours in (0, 0.1, 0.2, 1, 24):
            village.wait(hours=hours)
            sending.send(village.home, village.now)
    assert len(box.posted) == 4  # at once, after a quarter of an hour, then ever more seldom
    assert len({one.body for one in box.posted}) == 1
    assert look(village.home, slip.number, slip.code, village.now).state == "sent"


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.parametrize("status", [302, 404, 500])
def test_a_server_that_does_not_take_it_is_said_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db", status=status)
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address)
        village.release(village.ask())
        pack_all(village.home, village.now)
        with pytest.raises(Refused, match=f"answers {status}"):
            sending.send(village.home, village.now, patience=Patience(silence=2))
    assert len(list(outbox.folder(village.home).iterdir())) == 1


@pytest.mark.server
@pytest.mark.enable_socket
def test_the_timer_sends_what_is_released_and_brings_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the feed itself is refused meanwhile: by this machine's clock its signatures are past their date."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address, now=datetime.now(UTC) - timedelta(days=20))
        slip = village.ask(days=365)
        village.release(slip)
        timer = Timer(village.home, 15)
        assert timer._attempt()
        (one,) = box.posted
        village.mailroom.take(one.body)
        (letter,) = village.mailroom.letters.values()
        village.mailroom.answer(letter, "先停氮肥")
        village.source().close()
        timer._attempt()
    assert look(village.home, slip.number, slip.code, village.now).answers[0][2] == "先停氮肥"


def test_what_is_over_ends_although_the_hub_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path, now=datetime.now(UTC) - timedelta(days=20))
    slip = village.ask(days=1)
    shutil.rmtree(village.hub.feed)
    assert not Timer(village.home, 15)._attempt()
    assert look(village.home, slip.number, slip.code, village.now).state == "ended"


def test_the_stick_carries_out_and_back(
    village: Village, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The journey of a village without a line, by commands: export, the hub, import."""
    slip = village.ask()
    village.release(slip)
    stick = tmp_path / "stick"
    stick.mkdir()
    assert main(["--home", str(village.home.path), "ferry", "export", str(stick)]) == 0
    (parcel,) = (stick / "outbox").iterdir()
    village.mailroom.take(parcel.read_bytes())
    assert parcel.stem == digest(parcel.read_bytes())
    (letter,) = village.mailroom.letters.values()
    village.mailroom.answer(letter, "先停氮肥")
    village.source().close()
    shutil.copytree(village.hub.feed / "replies", stick / "replies")
    assert main(["--home", str(village.home.path), "ferry", "import", "--accept-stale", str(stick)]) == 0
    capsys.readouterr()
    assert look(village.home, slip.number, slip.code, village.now).answers[0][2] == "先停氮肥"


def test_what_is_on_a_stick_counts_as_having_left(village: Village, tmp_path: Path) -> None:
    slip = village.ask()
    village.release(slip)
    carrying.put_on(village.home, tmp_path, village.now)
    assert withdraw(village.home, slip, village.now) == "withdrawing"
