"""One screen, many people: whoever comes next finds nothing of the one before, who walked away without a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian_station.web.app import application
from tests.lianjian_station.guests import Guest
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "柚子树叶子发黄金丝雀"
KEEPER = next(iter(PHRASES))


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


@pytest.fixture
def screen(village: Village) -> Guest:
    """The screen in the hall, which is the box's own."""
    guest = Guest(application(village.home, lambda: village.now), client="127.0.0.1")
    guest.get("/kiosk")
    return guest


def _look(screen: Guest, village: Village) -> None:
    slip = village.ask(CANARY)
    screen.get("/ask/slip")
    assert CANARY in screen.fill(number=slip.number, code=slip.code).words


@pytest.mark.parametrize("address", ["/kiosk", "/"])
def test_a_slip_that_was_looked_up_is_closed_for_the_next(
    screen: Guest, village: Village, address: str
) -> None:
    """By the screen's turning, or by going home; the button back asks for a slip."""
    _look(screen, village)
    screen.get(address)
    assert CANARY not in screen.get("/ask/slip/seen").words


def test_the_form_for_the_next_slip_closes_the_one_before(screen: Guest, village: Village) -> None:
    """Whoever begins to type a number sees nothing of another's, whatever address they know."""
    _look(screen, village)
    screen.get("/ask/slip")
    assert CANARY not in screen.get("/ask/slip/seen").words


@pytest.mark.parametrize("address", ["/kiosk", "/"])
def test_a_keeper_who_walks_away_is_signed_out(screen: Guest, village: Village, address: str) -> None:
    """From any page, when the screen begins anew: the cookie of the keepers' pages is dropped under their own path."""
    village.ask(CANARY)
    screen.get("/keeper")
    assert "待送" in screen.fill("/keeper/enter", name=KEEPER, passphrase=PHRASES[KEEPER]).words
    screen.get("/log")
    assert "待送" in screen.get("/keeper").words
    screen.get(address)
    assert any("lianjian_keeper" in told and "Path=/keeper" in told for told in screen.set_cookies[-2:])
    assert "待送" not in screen.get("/keeper").words


def test_a_phone_of_ones_own_stays_signed_in(village: Village) -> None:
    """Its keeper reads the news in between."""
    phone = Guest(application(village.home, lambda: village.now))
    phone.get("/keeper")
    phone.fill("/keeper/enter", name=KEEPER, passphrase=PHRASES[KEEPER])
    phone.get("/")
    assert "待送" in phone.get("/keeper").words
