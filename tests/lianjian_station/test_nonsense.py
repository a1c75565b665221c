"""What no browser of ours sends: a name that is no host, an address that is none, a form to a request that there is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lianjian_station.web.app import application
from tests.lianjian_station import guests
from tests.lianjian_station.guests import Guest
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

KEEPER = next(iter(PHRASES))


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


@pytest.fixture
def guest(village: Village) -> Guest:
    return Guest(application(village.home, lambda: village.now))


@pytest.mark.parametrize("host", ["a:b", "[", "a]:9", "[::1", "a:999999"])
def test_a_host_that_is_none_is_answered(guest: Guest, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    """Briefly, and without a trace in the journal."""
    monkeypatch.setattr(guests, "HOST", host)
    for address in ("/", "/kiosk", "/keeper", "/ask/slip"):
        assert guest.get(address).status == 400


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "://"])
def test_an_origin_that_is_none_is_foreign(guest: Guest, origin: str) -> None:
    assert guest.post("/ask", {"category": "farming"}, origin=origin).status == 403


def test_a_number_of_a_thousand_digits_is_no_page(guest: Guest) -> None:
    assert guest.get("/log/" + "9" * 5000).status == 400
    assert guest.get("/log/" + "9" * 900).status == 404


@pytest.mark.parametrize("act", ["release", "second", "choose", "refuse", "withdraw"])
def test_a_decision_on_a_request_that_there_is_not(guest: Guest, act: str) -> None:
    """The keeper is told that, and not that the store is broken."""
    guest.get("/keeper")
    page = guest.fill("/keeper/enter", name=KEEPER, passphrase=PHRASES[KEEPER])
    proof = re.search(r'name="proof" value="(\w+)"', page.text)
    assert proof
    told = {"proof": proof[1], "digest": "x", "name": KEEPER, "passphrase": "x", "why": "x", "sure": "yes"}
    page = guest.post(f"/keeper/request/nonsense/{act}", told)
    assert page.status == 404
    assert "本站没有这件诉求" in page.words
