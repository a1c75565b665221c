"""Asking by form: nothing typed is lost, nothing not agreed to leaves, and nobody sees it without the slip."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lianjian_station.home import Home
from lianjian_station.requests.asking import Slip
from lianjian_station.requests.keeping import listed
from lianjian_station.web import sessions
from lianjian_station.web.app import application
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.guests import HOST, Guest
from tests.lianjian_station.mailrooms import Village, cheaply

if TYPE_CHECKING:
    from pathlib import Path

CANARY = "柚子树叶子发黄金丝雀"
PHONE = "13800001111"
FIELD = "后山金丝雀水库"


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    cheaply(monkeypatch)
    return Village.make(tmp_path)


@pytest.fixture
def guest(village: Village) -> Guest:
    return Guest(application(village.home, lambda: village.now))


def _write(guest: Guest, **more: object) -> None:
    """To the page that shows what leaves."""
    guest.get("/ask")
    guest.post("/ask", {"category": "farming"})
    guest.fill(**({"text": CANARY, "phone": PHONE, "place": FIELD, "leaves": ["phone"], "go": "on"} | more))
    guest.fill(addressee="agronomy", purpose="visit", days="30", go="on")


def _slip(guest: Guest) -> tuple[str, str]:
    page = guest.fill(go="on").text
    number, code = re.search(r'id="number">(\d+)<', page), re.search(r'id="code">([\d ]+)<', page)
    assert number
    assert code
    return number[1], code[1]


def _look(guest: Guest, number: str, code: str) -> str:
    guest.get("/ask/slip")
    return guest.fill("/ask/slip", number=number, code=code).words


def test_what_leaves_is_shown_to_the_letter_before_it_is_handed_in(guest: Guest, village: Village) -> None:
    """Ticked fields stand on one side, the others on the other; then a slip, and it waits for the keepers."""
    _write(guest)
    assert guest.last
    leaves, stays = guest.last.text.split('class="stays"')
    assert CANARY in leaves
    assert PHONE in leaves
    assert FIELD in stays
    assert FIELD not in leaves
    assert "农技专家组" in guest.last.words
    assert "为这件事到村里来办" in guest.last.words
    assert listed(village.home) == []
    number, code = _slip(guest)
    assert "等站长放行" in _look(guest, number, code)
    opened = village.open(Slip(number, ""))
    assert opened.leaves == {"text": CANARY, "phone": PHONE}
    assert opened.given["place"] == FIELD


def test_bad_input_is_said_beside_its_field_and_nothing_is_lost(guest: Guest) -> None:
    """What was typed in the other fields is still there."""
    guest.post("/ask", {"category": "farming"})
    guest.fill(text="", phone=PHONE, place="长" * 81, go="on", leaves=["place"])
    assert guest.last
    assert guest.last.text.count("aria-invalid") == 2
    assert 'id="e-text"' in guest.last.text
    assert 'id="e-place"' in guest.last.text
    assert PHONE in guest.last.text
    assert "长" * 81 in guest.last.text
    guest.fill(text=CANARY, phone=PHONE, place=FIELD, go="on")
    assert guest.last.path.endswith("/terms")
    guest.fill(go="on")  # no addressee chosen
    assert 'id="e-addressee"' in guest.last.text
    guest.fill(go="back")
    assert CANARY in guest.last.text


def test_a_field_of_another_kind_of_request_is_not_taken(guest: Guest, village: Village) -> None:
    """A name that a forged form brings along to a question of farming is dropped at the door."""
    _write(guest, name="陈阿婆", leaves=["phone", "name"])
    number, _ = _slip(guest)
    assert "name" not in village.open(Slip(number, "")).given


def test_handing_in_twice_is_one_request(guest: Guest, village: Village) -> None:
    """A double press, or the button back and once more."""
    _write(guest)
    assert guest.last
    form = dict(re.findall(r'name="(proof)" value="(\w+)"', guest.last.text)) | {"go": "on"}
    address = guest.last.path
    first = guest.post(address, form)
    assert guest.post(address, form).text == first.text
    assert len(listed(village.home)) == 1


def test_after_handing_in_the_button_back_leads_to_the_slip(guest: Guest, village: Village) -> None:
    """And what is typed on a page that was left open becomes a request of its own."""
    guest.post("/ask", {"category": "farming"})
    first = guest.last
    _write(guest)
    assert first
    assert guest.last
    address = guest.last.path
    _slip(guest)
    for step in ("/write", "/terms", "/check"):
        assert guest.get(address.replace("/check", step)).path.endswith("/done")
    proof = dict(re.findall(r'name="(proof)" value="(\w+)"', first.text))
    told = proof | {"text": "又一件事", "category": "farming", "go": "on"}
    assert "又一件事" in guest.post(address.replace("/check", "/write"), told).text
    assert len(listed(village.home)) == 1


def test_before_a_book_has_arrived_the_keepers_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the line cut from the first day a request is still taken in."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, has_book=False)
    guest = Guest(application(village.home, lambda: village.now))
    guest.post("/ask", {"category": "law"})
    guest.fill(text=CANARY, go="on")
    assert guest.last
    assert "由站长来选" in guest.last.words
    guest.fill(go="on", days="90")
    _slip(guest)
    assert listed(village.home)[0].addressee == ""


def test_a_station_that_nobody_keeps_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so at the first step, and refuses the last one."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=0)
    guest = Guest(application(village.home, lambda: village.now))
    assert "本站还没有站长" in guest.get("/ask").words
    _write(guest)
    assert guest.last
    assert "站长" in guest.fill(go="on").words.split("对，交上去")[0][-200:]
    assert listed(village.home) == []


def test_two_tabs_are_two_drafts(guest: Guest, village: Village) -> None:
    """What is typed in one is not in the other, and each is handed in as itself."""
    _write(guest)
    first = guest.last
    guest.post("/ask", {"category": "law"})
    assert guest.last
    assert CANARY not in guest.last.text
    guest.fill(text="地界纠纷", go="on")
    guest.fill(addressee="legal", days="90", go="on")
    _slip(guest)
    guest.last = first
    _slip(guest)
    assert {row.category for row in listed(village.home)} == {"law", "farming"}


def test_words_that_come_after_the_page_was_forgotten_are_not_lost(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody typed for longer than a session lasts: the text is there again."""
    guest.post("/ask", {"category": "farming"})
    _later(monkeypatch, 2000)
    assert CANARY in guest.fill(text=CANARY, phone=PHONE, go="on").text


def test_forgetting_forgets_at_once(guest: Guest) -> None:
    """After "forget it" the address that showed it shows nothing, whoever presses the button back."""
    _write(guest)
    assert guest.last
    address = guest.last.path
    guest.get("/ask/forget")
    page = guest.get(address)
    assert page.path == "/ask"
    assert CANARY not in page.text


def test_the_screen_in_the_hall_begins_clean_for_the_next_person(guest: Guest) -> None:
    """On the box's own screen the first step drops what the one before had open."""
    guest.client = "127.0.0.1"
    _write(guest)
    assert guest.last
    address = guest.last.path
    assert 'data-patience="180"' in guest.last.text
    guest.get("/ask")
    assert CANARY not in guest.get(address).text


def test_a_slip_shows_its_own_request_and_takes_it_back(guest: Guest, village: Village) -> None:
    """With a confirmation; afterwards nothing of it is left to show."""
    _write(guest)
    number, code = _slip(guest)
    assert CANARY in _look(guest, number, code)
    assert guest.last
    assert 'href="/log/0"' not in guest.last.text  # that line is of the keepers' coming
    assert 'href="/log/' in guest.last.text
    guest.get("/ask/slip/withdraw")
    page = guest.fill("/ask/slip/withdraw")
    assert "已撤回" in page.words
    assert "送给谁" not in page.words
    assert CANARY not in page.text
    assert guest.last
    assert 'href="/ask/slip/withdraw"' not in guest.last.text


@pytest.mark.parametrize("code", ["0000 0000 0000", "", "ⅨⅨ", "1" * 5000])
def test_a_wrong_code_shows_nothing(guest: Guest, code: str) -> None:
    """The message stands beside the field, the number is kept."""
    _write(guest)
    number, _ = _slip(guest)
    guest.get("/ask/forget")
    guest.get("/ask/slip")
    page = guest.fill("/ask/slip", number=number, code=code)
    assert page.status == 422
    assert 'id="e-code"' in page.text
    assert CANARY not in page.text
    assert guest.get("/ask/slip/seen").path == "/ask/slip"


def test_guessing_a_slip_is_slowed_down(guest: Guest) -> None:
    """After five wrong codes the right one has to wait as well."""
    _write(guest)
    number, code = _slip(guest)
    for _ in range(5):
        _look(guest, number, "000000000000")
    assert "秒" in _look(guest, number, code)
    assert CANARY not in _look(guest, number, code)


def test_the_slip_is_for_paper_and_leads_a_phone_to_its_number(guest: Guest) -> None:
    """A code for the village network, the number filled in, the secret code never in an address."""
    _write(guest)
    number, code = _slip(guest)
    assert guest.last
    assert "<svg" in guest.last.text.split('class="qr"')[1][:60]
    assert f"http://{HOST}/ask/slip?number={number}" in guest.last.text
    assert code.replace(" ", "") not in re.sub(r"\s", "", guest.last.text.split('class="qr"')[1])
    assert f'value="{number}"' in guest.get(f"/ask/slip?number={number}").text
    assert "<b>" not in guest.get("/ask/slip?number=<b>").text.split("<main")[1].split("</main")[0]


# -- others


def test_no_page_shows_a_request_to_who_has_neither_slip_nor_session(guest: Guest, village: Village) -> None:
    """Every address of the application, asked for by a stranger."""
    _write(guest)
    assert guest.last
    paths = [guest.last.path.rsplit("/", 1)[0] + end for end in ("/write", "/terms", "/check", "/done")]
    number, _ = _slip(guest)
    stranger = Guest(guest.app)
    inner = village.id_of(Slip(number, ""))
    paths += [route.path for route in guest.app.routes if "{" not in getattr(route, "path", "{")]
    paths += [f"/keeper/request/{inner}", "/ask/slip/seen", f"/ask/slip?number={number}", "/keeper/request/x"]
    for path in paths:
        page = stranger.get(path)
        assert not {CANARY, PHONE, FIELD} & set(re.findall(f"{CANARY}|{PHONE}|{FIELD}", page.text)), path


def test_a_request_is_on_the_disk_sealed_only(guest: Guest, village: Village) -> None:
    """Nothing of it in any file of the station's directory."""
    _write(guest)
    _slip(guest)
    for path in village.home.path.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert CANARY.encode() not in data, path
            assert PHONE.encode() not in data, path


def test_no_word_of_it_is_in_an_address_or_in_what_is_logged(
    guest: Guest, caplog: pytest.LogCaptureFixture
) -> None:
    """An access log would hold addresses: none carries anything that was typed."""
    caplog.set_level(0)
    addresses: list[str] = []
    once = guest._once

    def noted(method: str, address: str, *rest: object) -> object:
        addresses.append(address)
        return once(method, address, *rest)  # type: ignore[arg-type]

    guest._once = noted  # type: ignore[method-assign, assignment]
    _write(guest)
    number, code = _slip(guest)
    _look(guest, number, code)
    told = caplog.text + " ".join(addresses)
    for secret in (CANARY, PHONE, FIELD, code, code.replace(" ", "")):
        assert secret not in told


PRIVATE = ("/ask", "/ask/slip", "/keeper", "/ask/forget", "/keeper/rest")


@pytest.mark.parametrize("path", PRIVATE)
def test_no_browser_keeps_these_pages(guest: Guest, path: str) -> None:
    """Not stored, not framed, no foreign source, and no inline script or style that the policy would forbid."""
    page = guest.get(path)
    if page.path != "/":
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<script(?![^>]*src=)|\son[a-z]+=|\sstyle=|<style", page.text)


def test_cookies_are_for_this_box_and_no_script(guest: Guest) -> None:
    """Random, HttpOnly, SameSite=Strict, gone with the browser."""
    _write(guest)
    cookie = next(one for one in guest.set_cookies if one.startswith("lianjian_ask="))
    assert "httponly" in cookie.lower()
    assert "samesite=strict" in cookie.lower()
    assert "max-age" not in cookie.lower()
    assert len(cookie.split(";")[0]) > 43


@pytest.mark.parametrize("origin", ["http://evil.example", "null", f"http://{HOST}.evil.example", "http://"])
def test_a_form_of_another_site_is_refused(guest: Guest, village: Village, origin: str) -> None:
    """At every step, whatever else it knows."""
    assert guest.post("/ask", {"category": "law"}, origin=origin).status == 403
    _write(guest)
    assert guest.last
    proof = dict(re.findall(r'name="(proof)" value="(\w+)"', guest.last.text))
    assert guest.post(guest.last.path, proof | {"go": "on"}, origin=origin).status == 403
    assert listed(village.home) == []


@pytest.mark.parametrize("proof", ["", "0" * 32, "ü"])
def test_a_form_without_the_proof_of_its_session_is_refused(
    guest: Guest, village: Village, proof: str
) -> None:
    """Also without an Origin, as old browsers send it."""
    _write(guest)
    assert guest.last
    assert guest.post(guest.last.path, {"proof": proof, "go": "on"}, origin=None).status == 403
    assert listed(village.home) == []


@pytest.mark.parametrize(
    "body", [b"text=" + b"x" * 70_000, b"\xff=1", b"&".join([b"a=1"] * 100), b"%ff%fe=%ff"]
)
def test_what_is_no_form_of_ours_is_refused(guest: Guest, body: bytes) -> None:
    """Longer than any of ours, not text, or of too many fields; nothing breaks."""
    assert guest.post("/ask", body=body).status in {200, 403}
    assert guest.last
    assert CANARY not in guest.last.text


def test_nobody_fills_the_memory_of_the_box(guest: Guest, village: Village) -> None:
    """Sessions are bounded: the oldest makes room."""
    _write(guest)
    assert guest.last
    address = guest.last.path
    for _ in range(220):
        Guest(guest.app).post("/ask", {"category": "law"})
    assert guest.get(address).path == "/ask"


def test_a_session_of_another_box_is_none_here(guest: Guest, tmp_path: Path, village: Village) -> None:
    """The cookie of one station means nothing to the next."""
    _write(guest)
    assert guest.last
    other = Box.beside(village.hub, "other")
    stranger = Guest(
        application(Home.open(other.home.path), lambda: village.now), cookies=dict(guest.cookies)
    )
    assert CANARY not in stranger.get(guest.last.path).text


def test_a_token_that_was_planted_is_not_taken_over(guest: Guest) -> None:
    """Session fixation: whoever sets the cookie beforehand does not know the one that counts."""
    guest.cookies["lianjian_ask"] = "planted"
    _write(guest)
    assert guest.cookies["lianjian_ask"] != "planted"


def _later(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    now = sessions.monotonic()
    monkeypatch.setattr(sessions, "monotonic", lambda: now + seconds)
