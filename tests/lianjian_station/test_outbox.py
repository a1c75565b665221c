"""The outbox: what is in a parcel, in which order it comes to be, and what a full disk or two at once do to it."""

from __future__ import annotations

import multiprocessing
import resource
import stat
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.parcels import Counts
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_station import outbox, sending
from lianjian_station.journal import Journal
from lianjian_station.receiving import receive
from lianjian_station.requests.register import Register
from lianjian_station.rounds import pack_all
from tests.lianjian_station.deaths import ROOT, Death
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply
from tests.lianjian_station.postboxes import Postbox, open_postbox

if TYPE_CHECKING:
    from pathlib import Path

CHIEF, CLERK = PHRASES


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def packed(village: Village) -> bytes:
    path = outbox.pack(village.home, village.now)
    assert path is not None
    return path.read_bytes()


def test_each_letter_and_the_parcel_stand_in_the_log_by_their_sha256(village: Village) -> None:
    village.release(village.ask())
    data = packed(village)
    with Journal.open(village.home) as journal:
        sent = [entry for entry in journal.entries() if entry.act == "send"]
    village.mailroom.take(data)
    (letter,) = village.mailroom.letters
    assert [(one.to, one.sha256) for one in sent] == [("agronomy", letter), ("hub", digest(data))]
    assert (sent[0].until, sent[0].why) == ("2027-01-30", "answer")
    assert sent[0].request
    assert not sent[1].request


def test_a_parcel_carries_the_log_that_tells_of_its_letters(village: Village) -> None:
    village.release(village.ask())
    village.mailroom.take(packed(village))
    assert village.mailroom.checkpoint.startswith(f"lianjian-station/{village.mailroom.station}\n")
    assert len(village.mailroom.entries) == int(village.mailroom.checkpoint.split("\n")[1])


def test_the_hub_gets_each_line_of_the_log_once_it_told_what_it_holds(village: Village) -> None:
    village.release(village.ask())
    village.mailroom.take(packed(village))
    held = len(village.mailroom.entries)
    receive(village.home, village.source(), village.now)
    village.release(village.ask())
    data = packed(village)
    village.mailroom.take(data)
    assert village.mailroom.parcels[digest(data)].log.start == held
    assert village.mailroom.parcels[digest(data)].acknowledged == 1


def test_sixteen_letters_go_into_one_parcel_and_the_rest_into_the_next(village: Village) -> None:
    for number in range(18):
        village.release(village.ask(f"第{number}件"))
    assert pack_all(village.home, village.now) == 2
    for path in outbox.folder(village.home).iterdir():
        village.mailroom.take(path.read_bytes())
    assert sorted(len(parcel.letters) for parcel in village.mailroom.parcels.values()) == [2, 16]
    assert sorted(parcel.serial for parcel in village.mailroom.parcels.values()) == [1, 2]


def test_the_longest_letters_fit(village: Village) -> None:
    for _ in range(16):
        village.release(village.ask("字" * 4000))
    pack_all(village.home, village.now)
    for path in outbox.folder(village.home).iterdir():
        village.mailroom.take(path.read_bytes())
    assert len(village.mailroom.letters) == 16


def test_counts_leave_once_and_are_logged_as_counts(village: Village) -> None:
    told = Counts("2026-07-01", "2026-09-30", "1/2", {"farming": 3, "law": -1})
    outbox.put_counts(village.home, told)
    data = packed(village)
    village.mailroom.take(data)
    assert [parcel.counts for parcel in village.mailroom.parcels.values()] == [(told,)]
    with Journal.open(village.home) as journal:
        assert [one.act for one in journal.entries() if one.sha256 == digest(data)] == ["count"]
    receive(village.home, village.source(), village.now)
    assert outbox.pack(village.home, village.now) is None


def test_a_file_that_the_register_does_not_know_is_removed_and_a_lost_one_comes_back(
    village: Village,
) -> None:
    """A power cut between the register and the file, and somebody's hand in the directory."""
    village.release(village.ask())
    data = packed(village)
    folder = outbox.folder(village.home)
    (folder / f"{digest(data)}.age").unlink()
    (folder / f"{'0' * 64}.age").write_bytes(b"never decided on")
    outbox.tidy(village.home)
    assert [path.read_bytes() for path in folder.iterdir()] == [data]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_book_nothing_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    village = Village.make(tmp_path, has_book=False)
    outbox.put_counts(village.home, Counts("2026-07-01", "2026-09-30", "1", {"farming": 3}))
    assert outbox.pack(village.home, village.now) is None
    village.publish_book()
    assert outbox.pack(village.home, village.now) is not None


def test_a_box_whose_register_was_lost_goes_on_behind_what_the_hub_took(village: Village) -> None:
    """Keys and log are restored from the sheet, the requests are gone: no serial is used twice."""
    village.release(village.ask())
    village.mailroom.take(packed(village))
    for path in village.home.path.glob("requests.db*"):
        path.unlink()
    village.ask()
    receive(village.home, village.source(), village.now)
    village.release(village.ask())
    data = packed(village)
    village.mailroom.take(data)
    assert village.mailroom.parcels[digest(data)].serial == 2


def _pack(village: Village) -> None:
    outbox.pack(village.home, village.now)


def test_two_who_pack_at_once_make_one_parcel(village: Village) -> None:
    """Real processes: the timer, and a keeper who presses the button."""
    village.release(village.ask())
    context = multiprocessing.get_context("fork")
    packers = [context.Process(target=_pack, args=(village,)) for _ in range(4)]
    for packer in packers:
        packer.start()
    for packer in packers:
        packer.join()
    assert len(list(outbox.folder(village.home).iterdir())) == 1


@pytest.mark.server
@pytest.mark.enable_socket
def test_two_who_send_at_once_send_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        village = Village.make(tmp_path, upload=address)
        village.release(village.ask())
        _pack(village)
        context = multiprocessing.get_context("fork")
        senders = [context.Process(target=_send, args=(village,)) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
    assert len(box.posted) == 1


def _send(village: Village) -> None:
    try:
        sending.send(village.home, village.now)
    except Refused:
        return


def test_a_parcel_given_up_while_it_waited_is_not_sent(village: Village) -> None:
    village.release(village.ask())
    _pack(village)
    with Register.opened(village.home) as register:
        with register.transaction():
            outbox.give_up(register, 1)
        assert outbox.leaving(register, 1, village.now) is None


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.parametrize("room", [60_000, 90_000, 130_000])
def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """No file of the process may grow beyond ``room``: it fails somewhere; with room made, the letter arrives once."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        death = Death.prepare(tmp_path, box, address)
        subprocess.run(
            death.told,
            cwd=ROOT,
            env={"PYTHONPATH": "src:.", "PATH": "/usr/bin:/bin"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room)),
            capture_output=True,
            check=False,
            timeout=120,
        )
        death.judge()
        death.recover()


def test_a_clock_that_jumps_sends_again_at_once_rather_than_never(village: Village) -> None:
    assert sending._is_due(9, village.now + timedelta(days=400), village.now)
    assert not sending._is_due(1, village.now, village.now + timedelta(minutes=14))
