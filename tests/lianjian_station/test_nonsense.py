"""What no browser of ours sends: a name that is no host, an address that is none, a form to a request that there is not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station.cli import main
from lianjian_station.journal import Journal
from lianjian_station.neighbours import MOST_WHY, Neighbours
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


@pytest.mark.parametrize(
    "told",
    [
        ["card", "--out", "."],
        ["card", "--out", "/"],
        ["card", "--out", ""],
        ["init", "--hub", "{box}", "--trust", "{box}.root.json", "--village", "张\n洋"],
        ["init", "--hub", "{box}", "--trust", "{box}.root.json", "--village", "\udcff"],
    ],
    ids=str,
)
def test_a_command_that_cannot_says_so_in_one_line(
    village: Village, capsys: pytest.CaptureFixture[str], told: list[str]
) -> None:
    home = str(village.home.path)
    assert main(["--home", home, *(word.replace("{box}", home) for word in told)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)


def test_lines_of_the_log_that_there_are_not(village: Village, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", str(village.home.path), "audit", "show", "--from", "9" * 20]) == 0
    assert capsys.readouterr().out == ""


def test_a_reason_is_one_line_of_the_log(village: Village) -> None:
    """Typed in two lines it is one; longer than the log takes, it is said how long it may be."""
    with Neighbours(village.home) as memory:
        memory.as_of(village.now).find("claim", "7", b"a", b"b")
        with pytest.raises(Refused, match="200 characters"):
            memory.dismiss(1, "长" * (MOST_WHY + 1))
        memory.dismiss(1, "问过镇里，\r\n 是旧棒子。")
    with Journal.open(village.home) as journal:
        assert journal.entries()[-1].why == "问过镇里， 是旧棒子。"
