"""An older backup on the same box brings back what was lost, and nothing that a villager took back meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station import backup
from lianjian_station.outbox import pack
from lianjian_station.recovery import put_back
from lianjian_station.requests.ending import end
from lianjian_station.requests.keeping import listed
from lianjian_station.requests.looking import look
from lianjian_station.requests.withdrawing import withdraw
from tests.lianjian_station.mailrooms import Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


def _backup(village: Village) -> bytes:
    return backup.make(village.home, village.hub.home / "stick.age", village.now).read_bytes()


def _put_back(village: Village, data: bytes) -> None:
    put_back(village.home, village.sessions["林站长"], data, village.now)


def test_what_was_taken_back_since_stays_taken_back(village: Village) -> None:
    """The words are gone again, and no keeper can let them out."""
    slip, other = village.ask(), village.ask("还在等的一件")
    stick = _backup(village)
    withdraw(village.home, slip, village.now)
    _put_back(village, stick)
    seen = look(village.home, slip.number, slip.code, village.now)
    assert (seen.state, seen.given) == ("withdrawn", {})
    with pytest.raises(Refused):
        village.release(slip)
    assert village.release(other) == "released"


def test_what_ended_since_stays_ended(village: Village) -> None:
    """Its term is over, whatever an old register says of it."""
    slip = village.ask(days=1)
    stick = _backup(village)
    village.wait(days=3)
    assert end(village.home, village.now) == 1
    _put_back(village, stick)
    assert [found.state for found in listed(village.home)] == ["ended"]
    assert look(village.home, slip.number, slip.code, village.now).given == {}


def test_an_addressee_who_holds_it_is_told_again(village: Village) -> None:
    """It had left before it was taken back; that word of it may have been lost with the register."""
    slip = village.ask()
    stick = _backup(village)  # waits there, and knows of no letter
    village.release(slip)
    path = pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())
    withdraw(village.home, slip, village.now)
    _put_back(village, stick)
    assert look(village.home, slip.number, slip.code, village.now).state == "withdrawing"
    path = pack(village.home, village.now)
    assert path is not None
    village.mailroom.take(path.read_bytes())  # refuses a serial that was used
    assert [letter.kind for letter in village.mailroom.letters.values()] == ["request", "withdrawal"]


def test_no_two_slips_have_one_number(village: Village) -> None:
    """Whoever asked since the backup keeps a slip with a number that nobody else gets."""
    stick = _backup(village)
    lost = village.ask()
    _put_back(village, stick)
    assert int(village.ask().number) > int(lost.number)
