"""The door to the keepers' pages: who gets in, how guessing is slowed down, and that nothing is left behind them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station import invitation
from lianjian_station.cli import main
from lianjian_station.keepers import Keepers
from lianjian_station.web import forms, sessions
from lianjian_station.web.app import application
from tests.lianjian_station.guests import Guest
from tests.lianjian_station.mailrooms import PHRASES, Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

CANARY = "柚子树叶子发黄金丝雀"
FIRST, SECOND = PHRASES


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


@pytest.fixture
def app(village: Village) -> Starlette:
    return application(village.home, lambda: village.now)


@pytest.fixture
def keeper(app: Starlette) -> Guest:
    return _signed_in(app, FIRST)


def _signed_in(app: Starlette, name: str) -> Guest:
    guest = Guest(app)
    guest.get("/keeper")
    assert "待送" in guest.fill("/keeper/enter", name=name, passphrase=PHRASES[name]).words
    return guest


def _asked(village: Village, **more: object) -> str:
    """The address of a request that waits."""
    return f"/keeper/request/{village.id_of(village.ask(CANARY, **more))}"


def test_the_first_keeper_needs_the_setup_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger on the village network does not become keeper; the word is good for one, and once."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=0)
    guest = Guest(application(village.home, lambda: village.now))
    told = {"name": "郑宝山", "passphrase": "好记的一句话就行", "again": "好记的一句话就行"}
    assert "第一位站长" in guest.get("/keeper").words
    assert guest.fill("/keeper/first", word="1234 5678 9012", **told).status == 422
    word = invitation.invite(village.home, village.now)
    again = guest.fill("/keeper/first", word=word, **(told | {"again": "另一句好记的话啊"}))
    assert 'id="e-again"' in again.text
    assert "郑宝山" in again.text
    short = guest.fill("/keeper/first", word=word, **(told | {"passphrase": "短", "again": "短"}))
    assert 'id="e-passphrase"' in short.text
    assert Keepers(village.home).names() == []
    wide = word.replace(" ", "").translate(
        {48 + n: 0xFF10 + n for n in range(10)}
    )  # as a Chinese keyboard types
    assert "没有等你办的" in guest.fill("/keeper/first", word=wide, **told).words
    assert Keepers(village.home).names() == ["郑宝山"]
    other = Guest(guest.app)
    other.post("/keeper/first", told | {"word": word, "name": "外人"})
    assert Keepers(village.home).names() == ["郑宝山"]
    with pytest.raises(Refused, match="has keepers"):
        invitation.invite(village.home, village.now)


def test_a_setup_word_gets_old_and_guessing_it_is_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three days a new one is needed; after five wrong ones the right one waits."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=0)
    word = invitation.invite(village.home, village.now)
    village.wait(days=4)
    with pytest.raises(Refused, match="not the setup word"):
        invitation.redeem(village.home, word, "郑宝山", "好记的一句话就行", village.now)
    word = invitation.invite(village.home, village.now)
    for _ in range(4):
        with pytest.raises(Refused, match="not the setup word"):
            invitation.redeem(village.home, "0", "外人", "好记的一句话就行", village.now)
    with pytest.raises(Refused, match="wait"):
        invitation.redeem(village.home, word, "郑宝山", "好记的一句话就行", village.now)
    village.wait(hours=2)
    assert invitation.redeem(village.home, word, "郑宝山", "好记的一句话就行", village.now).keeper == "郑宝山"


def test_the_setup_word_is_printed_by_whoever_runs_the_box(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a command, and only while there is no keeper; on the disk it lies as a lock."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=0)
    home = str(village.home.path)
    assert main(["--home", home, "keeper", "invite", "--json"]) == 0
    word = json.loads(capsys.readouterr().out)["word"]
    held = village.home.path / "invitation.json"
    assert word not in held.read_text()
    assert word.replace(" ", "") not in held.read_text()
    assert held.stat().st_mode & 0o077 == 0
    Keepers(village.home).add("郑宝山", "好记的一句话就行")
    assert main(["--home", home, "keeper", "invite"]) == 1
    assert "已有站长" in capsys.readouterr().err


def test_a_wrong_passphrase_is_said_beside_its_field_and_then_slowed_down(
    app: Starlette, village: Village
) -> None:
    """After five the right one has to wait too; the name stays typed, the passphrase does not."""
    guest = Guest(app)
    guest.get("/keeper")
    for _ in range(5):
        page = guest.fill("/keeper/enter", name=FIRST, passphrase="落在纸上的口令")
        assert page.status == 422
        assert 'id="e-passphrase"' in page.text
        assert FIRST in page.text
        assert "落在纸上的口令" not in page.text
    assert "秒" in guest.fill("/keeper/enter", name=FIRST, passphrase=PHRASES[FIRST]).words
    village.wait(hours=2)
    assert "求助" in guest.fill("/keeper/enter", name=FIRST, passphrase=PHRASES[FIRST]).words


def test_a_crowd_at_the_door_waits_for_its_turn(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two locks at once, each takes 32 MiB; whoever gets no turn is told so, and nothing was tried."""
    monkeypatch.setattr(forms, "TURN", 0.01)
    guest = Guest(app)
    guest.get("/keeper")
    with forms.in_turn(), forms.in_turn():
        assert "人太多" in guest.fill("/keeper/enter", name=FIRST, passphrase=PHRASES[FIRST]).words
    assert "待送" in guest.fill("/keeper/enter", name=FIRST, passphrase=PHRASES[FIRST]).words


def test_signing_in_gives_a_new_token(app: Starlette) -> None:
    """Session fixation: a token known beforehand opens nothing afterwards."""
    guest = Guest(app, cookies={"lianjian_keeper": "planted"})
    guest.get("/keeper")
    guest.fill("/keeper/enter", name=FIRST, passphrase=PHRASES[FIRST])
    assert guest.cookies["lianjian_keeper"] != "planted"
    assert "站长姓名" in Guest(app, cookies={"lianjian_keeper": "planted"}).get("/keeper").words
    cookie = next(one for one in guest.set_cookies if one.startswith("lianjian_keeper=")).lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/keeper" in cookie


def test_behind_the_keeper_nothing_is_left(keeper: Guest, village: Village) -> None:
    """After signing out the button back asks the box again, and the box shows the door; in a second tab too."""
    address = _asked(village)
    page = keeper.get(address)
    assert CANARY in page.text
    assert page.headers["cache-control"] == "no-store"
    second_tab = dict(keeper.cookies)
    keeper.fill("/keeper/leave")
    assert CANARY not in keeper.get(address).text
    tab = Guest(keeper.app, cookies=second_tab)
    assert tab.get(address).path == "/keeper"
    assert CANARY not in tab.last.text if tab.last else False


@pytest.mark.parametrize("seconds", [899, 901])
def test_a_quarter_of_an_hour_without_a_touch_signs_out(
    keeper: Guest, village: Village, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """By a clock that nobody can set."""
    address = _asked(village)
    now = sessions.monotonic()
    monkeypatch.setattr(sessions, "monotonic", lambda: now + seconds)
    assert (CANARY in keeper.get(address).text) == (seconds < 900)


def test_a_page_nobody_touches_signs_out_by_itself(keeper: Guest) -> None:
    """Where its script or its refresh leads."""
    page = keeper.get("/keeper")
    assert 'data-forget="/keeper/rest"' in page.text
    assert "url=/keeper/rest" in page.text
    keeper.get("/keeper/rest")
    assert "站长姓名" in keeper.get("/keeper").words


def test_a_keeper_who_was_removed_is_out_at_once(keeper: Guest, village: Village) -> None:
    """Their open page opens nothing more."""
    address = _asked(village)
    Keepers(village.home).remove(FIRST, by=village.sessions[SECOND])
    assert CANARY not in keeper.get(address).text


def test_a_session_of_another_box_is_none_here(keeper: Guest, tmp_path: Path, village: Village) -> None:
    """Each box knows its own sessions only."""
    (tmp_path / "next").mkdir()
    other = Village.make(tmp_path / "next")
    stranger = Guest(application(other.home, lambda: other.now), cookies=dict(keeper.cookies))
    assert "站长姓名" in stranger.get("/keeper").words
