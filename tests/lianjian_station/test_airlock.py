"""Nothing leaves by mistake: canaries are found nowhere (R1), and nothing is sent that was not logged before (R2)."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.sealing import BUCKETS, unseal
from lianjian_station import carrying, outbox, sending
from lianjian_station.airlock import Airlock, set_report
from lianjian_station.cli import main
from lianjian_station.http_source import HttpSource, Patience
from lianjian_station.journal import Journal
from lianjian_station.keys import Keys
from lianjian_station.requests.looking import look
from lianjian_station.requests.register import Register
from lianjian_station.requests.withdrawing import withdraw
from lianjian_station.rounds import make_round, pack_all
from lianjian_station.serving import Timer
from tests.lianjian_station.boxes import Manners, served
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply
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
def test_damaged_replies_keep_nothing_from_leaving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Threat 25: who stands between can spoil what comes in, and only that."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address)
        village.release(village.ask())
        source = village.source()
        (village.hub.feed / "replies" / f"{village.mailroom.station}.age").write_bytes(b"spoilt" * 1000)
        with pytest.raises(Refused, match="cannot be opened"):
            make_round(village.home, source, village.now)
        source.close()
    assert len(box.posted) == 1


def test_a_stolen_box_opens_nothing_with_its_own_keys(village: Village) -> None:
    """Threat 22: everything on the disk is at hand, no passphrase and no slip."""
    slip = village.ask()
    village.release(slip)
    path = outbox.pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())
    (letter,) = village.mailroom.letters.values()
    village.mailroom.answer(letter, "答复")
    village.source().close()
    assert carrying.take_in(village.home, village.hub.feed, village.now) is None
    own = Keys.open_or_create(village.home).identity
    with Register.opened(village.home) as register:
        sealed = register.db.execute("SELECT body, frozen, opening FROM request").fetchone()
        answers = [data for _, data in register.answers(village.id_of(slip))]
    for data in (*sealed, *answers, path.read_bytes() if path.exists() else sealed[0]):
        with pytest.raises(Refused, match="cannot be opened"):
            unseal(data, [own], cap=1 << 20)
    assert len(answers) == 1


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
