"""Somebody carries the box off and reads its disk: of 200 villagers' requests nothing is found, nor opened."""

from __future__ import annotations

import base64
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pyrage
import pytest

from lianjian_feed import sealing
from lianjian_feed.refusals import Refused
from lianjian_station import backup, recovery
from lianjian_station.home import Home
from lianjian_station.keepers import Keepers
from lianjian_station.keys import Keys
from lianjian_station.outbox import pack
from lianjian_station.receiving import receive
from lianjian_station.requests.keeping import opened
from lianjian_station.requests.looking import look
from lianjian_station.requests.releasing import refuse
from lianjian_station.requests.withdrawing import withdraw
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REQUESTS = 200

pytestmark = pytest.mark.slow


MARK = "金丝雀村民专用"
NAME = "村民专用姓名"
PHONE = "1777000"


def _canary(number: int, kind: str) -> str:
    return f"{kind}：{MARK}第{number:04d}号"


def _forms(text: str) -> Iterator[bytes]:
    """How it might lie on a disk: in four encodings, and in base64 at each of its three offsets."""
    yield from (text.encode(coding) for coding in ("utf-8", "utf-16-le", "gb18030", "unicode_escape"))
    for shift in range(3):
        inner = base64.b64encode(bytes(shift) + text.encode())[4:-4]
        if len(inner) >= 8:  # shorter ones turn up by chance
            yield inner


@pytest.fixture(scope="module")
def stolen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Village, Path]]:
    """A village that asked, opened, released, refused, withdrew, was answered, made a sheet and a backup; and the copied disk."""
    with pytest.MonkeyPatch.context() as patch:
        cheaply(patch)
        village = Village.make(tmp_path_factory.mktemp("village"))
        slips = []
        session = village.sessions["林站长"]
        for number in range(REQUESTS):
            text, name, phone = _canary(number, "内容"), f"{NAME}{number}", f"{PHONE}{number:04d}"
            slip = village.ask(text, given={"text": text, "name": name, "phone": phone})
            slips.append(slip)
            if number >= 60:
                continue
            shown = village.open(slip)
            assert shown.given["text"] == text
            if number < 30:
                village.release(slip)
            elif number < 40:
                refuse(village.home, session, shown.id, _canary(number, "缘由"), village.now)
            elif number < 50:
                withdraw(village.home, session, village.now, shown.id)
            if number == 30:
                while (parcel := pack(village.home, village.now)) is not None:
                    village.mailroom.take(parcel.read_bytes())
        for number, letter in enumerate(list(village.mailroom.letters.values())):
            village.mailroom.answer(letter, _canary(number, "答复"))
        village.wait(hours=1)
        receive(village.home, village.source(), village.now)
        for slip in slips[:10]:
            assert look(village.home, slip.number, slip.code, village.now).answers
        recovery.make_sheet(village.home, session, village.now)
        stick, image = village.home.path.parent / "backup.age", village.home.path.parent / "image"
        backup.make(village.home, stick, village.now)
        shutil.copytree(village.home.path, image)
        shutil.copy(stick, image)  # left in the box when it went
        yield village, image


def test_nothing_is_found_on_the_disk(stolen: tuple[Village, Path]) -> None:
    """Every file, also logs of the databases and what they have deleted, searched for what each text, name, number, reason and
    answer begins with, and for the passphrases, in each form."""
    _, image = stolen
    disk = b"\0".join(path.read_bytes() for path in sorted(image.rglob("*")) if path.is_file())
    assert len(disk) > 1_000_000
    found = [text for text in (MARK, NAME, PHONE, *PHRASES.values()) for form in _forms(text) if form in disk]
    assert found == []


def test_the_search_would_find_them(stolen: tuple[Village, Path]) -> None:
    """The same search over what a keeper sees finds what is there."""
    village, _ = stolen
    shown = opened(village.home, village.sessions["林站长"], village.id_of(_first(village)), village.now)
    for told, mark in (("text", MARK), ("name", NAME), ("phone", PHONE)):
        for coding in ("utf-8", "utf-16-le", "gb18030"):
            disk = repr(shown.given).encode(coding)
            assert any(form in disk for form in _forms(mark)), (told, coding)
    disk = base64.b64encode(repr(shown.given).encode())
    assert all(any(form in disk for form in _forms(mark)) for mark in (MARK, NAME))


def _first(village: Village):
    from types import SimpleNamespace

    from lianjian_station.requests.keeping import listed

    return SimpleNamespace(
        number=min(found.number for found in listed(village.home) if found.state != "withdrawn")
    )


def test_what_the_box_has_opens_nothing(stolen: tuple[Village, Path]) -> None:
    """Every sealed thing on the disk is tried with every key on the disk: the box's own opens replies, none opens a request."""
    _, image = stolen
    own = Keys.open_or_create(Home.open(image)).identity
    sealed = [path.read_bytes() for path in image.rglob("*.age")]
    for name in ("requests.db", "audit.db"):
        with closing(sqlite3.connect(image / name)) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in db.execute(f"SELECT * FROM {table}"):  # noqa: S608 - its own names
                    sealed += [
                        cell
                        for cell in row
                        if isinstance(cell, bytes) and cell.startswith(b"age-encryption.org")
                    ]
    assert len(sealed) > 2 * REQUESTS
    opened_ = 0
    for data in sealed:
        try:
            sealing.unseal(data, [own], cap=backup.CAP)
            opened_ += 1
        except Refused:
            continue
    assert opened_ == 0
    with pytest.raises(pyrage.DecryptError):
        pyrage.passphrase.decrypt(sealed[0], PHRASES["林站长"])


def test_a_passphrase_does(stolen: tuple[Village, Path]) -> None:
    """The control: with a keeper's passphrase the same image reads, and the wrong one does not."""
    village, image = stolen
    home = Home.open(image)
    with pytest.raises(Refused):
        Keepers(home).unlock("林站长", "猜一个口令试试看", village.now)
    session = Keepers(home).unlock("林站长", PHRASES["林站长"], village.now)
    assert opened(home, session, village.id_of(_first(village)), village.now).given["text"].startswith("内容")
