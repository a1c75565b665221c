"""A telephone in the village network that guesses day and night shuts nobody out who stands before the box."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lianjian_station.requests.keeping import listed
from lianjian_station.web import sessions
from lianjian_station.web.app import application
from tests.lianjian_station.guests import Guest
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

CANARY = "柚子树叶子发黄金丝雀"
KEEPER = next(iter(PHRASES))


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


@pytest.fixture
def app(village: Village) -> Starlette:
    return application(village.home, lambda: village.now)


def test_a_keeper_gets_in_at_the_box(app: Starlette) -> None:
    """However often a stranger types a wrong passphrase for them."""
    stranger, keeper = Guest(app), Guest(app, client="127.0.0.1")
    for _ in range(7):
        stranger.post("/keeper/enter", {"name": KEEPER, "passphrase": "一定是这一句吧"})
    assert stranger.last is not None
    assert "错得太多次" in stranger.last.words
    keeper.get("/keeper")
    assert "待送" in keeper.fill("/keeper/enter", name=KEEPER, passphrase=PHRASES[KEEPER]).words


def test_a_slip_opens_at_the_box(app: Starlette, village: Village) -> None:
    """However many codes a stranger tries for its number."""
    slip, stranger, villager = village.ask(CANARY), Guest(app), Guest(app, client="127.0.0.1")
    for _ in range(7):
        stranger.post("/ask/slip", {"number": slip.number, "code": "0000 0000 0000"})
    assert stranger.last is not None
    assert "错得太多次" in stranger.last.words
    villager.get("/ask/slip")
    assert CANARY in villager.fill("/ask/slip", number=slip.number, code=slip.code).words


def test_who_typed_stays_who_typed(app: Starlette, village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    """The box was started anew while a keeper wrote down for a villager: it is still that keeper who typed."""
    keeper = Guest(app)
    keeper.get("/keeper")
    keeper.fill("/keeper/enter", name=KEEPER, passphrase=PHRASES[KEEPER])
    keeper.fill("/keeper/ask")
    keeper.fill(category="farming")
    real = sessions.monotonic
    monkeypatch.setattr(sessions, "monotonic", lambda: real() + 3600)
    keeper.fill(text=CANARY, go="on")
    keeper.fill(text=CANARY, go="on")  # it stands there again
    keeper.fill(addressee="agronomy", days="30", go="on")
    keeper.fill(go="on")
    assert [found.typed_by for found in listed(village.home)] == [KEEPER]
