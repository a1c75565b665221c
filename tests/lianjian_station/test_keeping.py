"""The keepers' pages: who gets in, what they agree to, and that nothing is left on the screen behind them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station import invitation
from lianjian_station.airlock import Airlock
from lianjian_station.cli import main
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.requests.keeping import listed
from lianjian_station.requests.looking import look
from lianjian_station.web import carrying, forms, sessions
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


# -- the door


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
    assert "没有等你办的" in guest.fill("/keeper/first", word=word.replace(" ", ""), **told).words
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


POSTS = (
    "release",
    "second",
    "choose",
    "refuse",
    "withdraw",
)


@pytest.mark.parametrize("act", POSTS)
def test_no_decision_without_session_and_proof(keeper: Guest, village: Village, act: str) -> None:
    """A stranger, another site with the keeper's cookie, and a form without the session's proof change nothing."""
    address = _asked(village)
    page = keeper.get(address)
    digest = re.search(r'name="digest" value="(\w+)"', page.text)
    proof = re.search(r'name="proof" value="(\w+)"', page.text)
    assert digest
    assert proof
    told = {"digest": digest[1], "why": "不行", "addressee": "agronomy", "sure": "yes"}
    told |= {"name": SECOND, "passphrase": PHRASES[SECOND]}
    assert Guest(keeper.app).post(f"{address}/{act}", told | {"proof": proof[1]}).status == 403
    assert keeper.post(f"{address}/{act}", told).status == 403
    assert (
        keeper.post(f"{address}/{act}", told | {"proof": proof[1]}, origin="http://evil.example").status
        == 403
    )
    assert keeper.post(f"{address}/{act}", told | {"proof": "0" * 32}, origin=None).status == 403
    assert listed(village.home)[0].state == "waiting"
    assert listed(village.home)[0].agreed_by == ()


@pytest.mark.parametrize("path", ["/keeper/people", "/keeper/outbox", "/keeper/request/x"])
def test_pages_of_keepers_lead_others_to_the_door(app: Starlette, path: str) -> None:
    """And say nothing of what is behind it."""
    page = Guest(app).get(path)
    assert page.path == "/keeper"
    assert FIRST not in page.text.split("<main")[1]


def test_a_phone_is_told_that_its_line_can_be_overheard(app: Starlette) -> None:
    """At the box itself there is no line."""
    assert "没有加密" in Guest(app).get("/keeper").words
    assert "没有加密" not in Guest(app, client="127.0.0.1").get("/keeper").words


# -- deciding


def test_two_keepers_each_on_their_own_phone(keeper: Guest, village: Village) -> None:
    """What was shown is what is agreed to; after the second it is on its way."""
    address = _asked(village)
    page = keeper.get(address)
    assert CANARY in page.text.split('class="stays"')[0]
    assert "还要一位" in keeper.fill(f"{address}/release").words
    second = _signed_in(keeper.app, SECOND)
    second.get(address)
    assert "已放行" in second.fill(f"{address}/release").words
    assert listed(village.home)[0].state == "released"


def test_the_second_keeper_agrees_on_the_same_screen(keeper: Guest, village: Village) -> None:
    """With their own passphrase, which opens no session of theirs; a wrong one is said beside its field."""
    address = _asked(village)
    keeper.get(address)
    keeper.fill(f"{address}/release")
    page = keeper.fill(f"{address}/second", name=SECOND, passphrase="不是这一句话")
    assert 'id="e-second"' in page.text
    assert "已放行" in keeper.fill(f"{address}/second", name=SECOND, passphrase=PHRASES[SECOND]).words
    assert FIRST in keeper.get("/keeper").words


def test_one_keeper_pressing_twice_is_one(keeper: Guest, village: Village) -> None:
    """Also by name and passphrase below."""
    address = _asked(village)
    keeper.get(address)
    digest = re.search(r'name="digest" value="(\w+)"', keeper.last.text) if keeper.last else None
    assert digest
    keeper.fill(f"{address}/release")
    keeper.fill(f"{address}/second", name=FIRST, passphrase=PHRASES[FIRST], digest=digest[1])
    assert listed(village.home)[0].state == "half"


def test_nobody_agrees_to_another_text_than_was_shown(keeper: Guest, village: Village) -> None:
    """Where the addressee changed after the page was opened, the old page agrees to nothing."""
    address = _asked(village, category="other", addressee="", given={"text": CANARY}, agreed={"text"})
    village.mailroom.inboxes.setdefault("agronomy", village.mailroom.inboxes["legal"])
    page = keeper.get(address)
    assert f"{address}/release" not in page.text
    proof = re.search(r'name="proof" value="(\w+)"', page.text)
    assert proof
    answer = keeper.post(f"{address}/release", {"proof": proof[1], "digest": "0" * 64})
    assert answer.status == 422
    assert listed(village.home)[0].state == "waiting"


def test_whoever_typed_a_request_does_not_release_it(keeper: Guest, village: Village) -> None:
    """With three keepers; the page says so instead of offering the button."""
    Keepers(village.home).add("第三位", "第三句好记的话啊", by=village.sessions[FIRST])
    address = _asked(village, typed_by=FIRST)
    page = keeper.get(address)
    assert "要两位站长都同意这一份，写的人不算" in page.words
    assert f'action="{address}/release"' not in page.text


def test_a_keeper_types_for_a_villager(keeper: Guest, village: Village) -> None:
    """The same form, the same slip; the request says who typed it."""
    keeper.get("/keeper")
    keeper.fill("/keeper/ask")
    keeper.fill("/keeper/ask", category="farming")
    assert keeper.last
    assert f"{FIRST}替乡亲写" in keeper.last.words
    keeper.fill(text=CANARY, go="on")
    keeper.fill(addressee="agronomy", days="30", go="on")
    number = re.search(r'id="number">(\d+)<', keeper.fill(go="on").text)
    assert number
    assert listed(village.home)[0].typed_by == FIRST


def test_a_refusal_needs_a_reason_and_reaches_the_villager(keeper: Guest, village: Village) -> None:
    """By the slip, in the keeper's words."""
    slip = village.ask(CANARY)
    address = f"/keeper/request/{village.id_of(slip)}"
    keeper.get(address)
    assert 'id="e-why"' in keeper.fill(f"{address}/refuse", why=" ").text
    keeper.fill(f"{address}/refuse", why="写得太多了，请来找我")
    guest = Guest(keeper.app)
    guest.get("/ask/slip")
    page = guest.fill("/ask/slip", number=slip.number, code=slip.code)
    assert "写得太多了，请来找我" in page.words


def test_a_keeper_takes_back_for_a_villager_without_a_slip(keeper: Guest, village: Village) -> None:
    """After a tick; then it is gone from the page as well."""
    address = _asked(village)
    keeper.get(address)
    assert 'id="e-sure"' in keeper.fill(f"{address}/withdraw").text
    assert CANARY in keeper.get(address).text
    assert CANARY not in keeper.fill(f"{address}/withdraw", sure="yes").text
    assert listed(village.home)[0].state == "withdrawn"


def test_what_cannot_be_sent_says_why(keeper: Guest, village: Village) -> None:
    """On the day's list, before anybody opens it."""
    village.ask(CANARY, addressee="")
    assert "先选" in keeper.get("/keeper").words or "收件人" in keeper.get("/keeper").words
    village.wait(days=100)
    assert "到期" in keeper.get("/keeper").words or "期" in keeper.get("/keeper").words


def test_a_station_with_one_keeper_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the list and where the decision is; one agreement is enough."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path, keepers=1)
    guest = _signed_in(application(village.home, lambda: village.now), FIRST)
    assert "只有一位站长" in guest.get("/keeper").words
    address = _asked(village)
    assert "只有一位站长" in guest.get(address).words
    assert "已放行" in guest.fill(f"{address}/release").words


# -- keepers and settings


def test_keepers_come_and_go(keeper: Guest, village: Village) -> None:
    """Added with a passphrase of their own, removed after a tick, the last one never."""
    keeper.get("/keeper/people")
    told = {"name": "第三位", "passphrase": "第三句好记的话啊", "again": "第三句好记的花啊"}
    assert 'id="e-again"' in keeper.fill("/keeper/people/add", **told).text
    assert "第三位" in keeper.fill("/keeper/people/add", **(told | {"again": told["passphrase"]})).words
    for name in ("第三位", SECOND):
        form = re.search(
            rf'value="(\w+)"><input type="hidden" name="name" value="{name}"',
            keeper.last.text if keeper.last else "",
        )
        assert form
        told = {"proof": form[1], "name": name}
        assert 'id="e-remove"' in keeper.post("/keeper/people/remove", told).text
        keeper.post("/keeper/people/remove", told | {"sure": "yes"})
    assert Keepers(village.home).names() == [FIRST]
    assert "/keeper/people/remove" not in keeper.get("/keeper/people").text
    assert "这几天" in keeper.get("/keeper").words


def test_a_new_passphrase_ends_the_other_screens(keeper: Guest) -> None:
    """And keeps the one it was changed on."""
    other = _signed_in(keeper.app, FIRST)
    keeper.get("/keeper/people")
    told = {"old": PHRASES[FIRST], "new": "换过的一句话就行", "again": "换过的一句话就行"}
    assert (
        'id="e-my-old"'
        in keeper.fill("/keeper/people/passphrase", **(told | {"old": "错的口令一句话啊"})).text
    )
    keeper.fill("/keeper/people/passphrase", **told)
    assert "待送" in keeper.get("/keeper").words
    assert "站长姓名" in other.get("/keeper").words


def test_the_box_reports_only_where_a_keeper_lets_it(keeper: Guest, village: Village) -> None:
    """Closed by default; a switch and back."""
    assert "机器什么也不报" in keeper.get("/keeper/people").words
    keeper.fill("/keeper/people/report")
    assert Airlock.read(village.home).report
    keeper.fill("/keeper/people/report")
    assert not Airlock.read(village.home).report


# -- carrying


def test_the_stick_carries_it_and_brings_the_answer(
    keeper: Guest, village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Put on by a page, taken by the mailroom, the answer read from a stick by a page, shown by the slip."""
    slip = village.ask(CANARY)
    village.release(slip)
    stick = tmp_path / "media" / "STICK"
    stick.mkdir(parents=True)
    monkeypatch.setattr(carrying, "MOUNTS", (tmp_path / "media",))
    monkeypatch.setattr(carrying.os.path, "ismount", lambda path: path == stick)
    assert str(stick) in keeper.get("/keeper/outbox").text
    assert "1 个封好的包" in keeper.fill("/keeper/outbox/put", drive=str(stick)).words
    assert list((stick / "checkpoints").iterdir())  # the box's word of its log, for the neighbours
    with Journal.open(village.home) as journal:
        acts = [json.loads(data)["act"] for _, data in journal.raw(0, journal.size)]
    assert "export" in acts
    (parcel,) = (stick / "outbox").iterdir()
    assert CANARY.encode() not in parcel.read_bytes()
    village.mailroom.take(parcel.read_bytes())
    (letter,) = village.mailroom.letters.values()
    assert letter.fields["text"] == CANARY
    village.mailroom.answer(letter, "先剪病枝，再撒石灰。")
    village.source()
    assert keeper.fill("/keeper/outbox/take", path=str(village.hub.feed)).status == 200
    assert "没有待送的" in keeper.get("/keeper/outbox").words
    guest = Guest(keeper.app)
    guest.get("/ask/slip")
    page = guest.fill("/ask/slip", number=slip.number, code=slip.code)
    assert "先剪病枝，再撒石灰。" in page.words
    assert "林教授" in page.words
    assert look(village.home, slip.number, slip.code).answers


@pytest.mark.parametrize("where", ["", "relative", "/nowhere/at/all", "HOME", "HOME/outbox", "/"])
@pytest.mark.parametrize("act", ["put", "take"])
def test_a_path_that_is_no_stick_is_refused(keeper: Guest, village: Village, where: str, act: str) -> None:
    """Nothing is written into the box itself, above it, or nowhere; what was typed is kept."""
    keeper.get("/keeper/outbox")
    told = where.replace("HOME", str(village.home.path))
    page = keeper.fill(f"/keeper/outbox/{act}", path=told)
    assert page.status == 422
    assert f'id="e-{act}"' in page.text


@pytest.mark.enable_socket
def test_a_hub_that_does_not_answer_is_said(keeper: Guest, village: Village) -> None:
    """Send now, with the line cut."""
    village.publish_book("http://127.0.0.1:9/parcels")
    village.release(village.ask(CANARY))
    keeper.get("/keeper/outbox")
    page = keeper.fill("/keeper/outbox/send")
    assert page.status == 422
    assert "联系不上" in page.words
    assert "1" in keeper.get("/keeper/outbox").words.split("包号")[1]


def test_what_is_plugged_in_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mounted directories one or two levels down, and nothing that is not mounted."""
    for name in ("media/A", "media/root/B", "media/not"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setattr(carrying, "MOUNTS", (tmp_path / "media", tmp_path / "none"))
    monkeypatch.setattr(carrying.os.path, "ismount", lambda path: path.name in {"A", "B"})
    assert [found.name for found in carrying.drives()] == ["A", "B"]
