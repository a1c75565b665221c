"""The keepers' pages: what keepers see, agree to, carry and settle."""

from __future__ import annotations

import json
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.cards import Card
from lianjian_station import errands
from lianjian_station.airlock import Airlock
from lianjian_station.journal import Journal
from lianjian_station.keepers import Keepers
from lianjian_station.neighbours import Neighbours
from lianjian_station.requests.keeping import listed
from lianjian_station.requests.looking import look
from lianjian_station.web import carrying
from lianjian_station.web.app import application
from tests.lianjian_feed.simulators import files, story
from tests.lianjian_station.boxes import Box
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


def test_the_stick_takes_the_news_along_where_the_keeper_ticks_it(
    keeper: Guest, village: Village, tmp_path: Path
) -> None:
    """For the next village; the parcels are on it just the same, and the log knows which keeper it was."""
    village.release(village.ask(CANARY))
    keeper.get("/keeper/outbox")
    stick = tmp_path / "stick"
    stick.mkdir()
    assert "1 个封好的包" in keeper.fill("/keeper/outbox/put", path=str(stick), feed="yes").words
    assert list((stick / "outbox").iterdir())
    next_door = Box.beside(village.hub, "next")
    assert next_door.sync(stick).version == 1
    with Journal.open(village.home) as journal:
        line = [entry for entry in journal.entries() if entry.act == "export"][-1]
    assert line.why == "edition 1"
    assert line.who


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


def test_the_card_goes_to_keepers_with_the_number_to_compare(
    app: Starlette, keeper: Guest, village: Village
) -> None:
    """Nobody else gets it from the box; the file is the one that the hub can enrol."""
    number = keeper.get("/keeper/people").text
    card = Card.parse(keeper.get("/keeper/card.json").text.encode())
    assert card.station == village.mailroom.station
    assert card.number in number
    assert card.number in Guest(app).get("/about").words
    assert Guest(app).get("/keeper/card.json").path == "/keeper"


def test_where_the_pages_may_not_write_the_feed_another_process_reads_the_stick(
    keeper: Guest, village: Village, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page says that it is being read, and afterwards how it went; the same errand is run once."""
    monkeypatch.setattr(errands, "is_needed", bool)
    village.publish_book("http://hub.example/parcels")
    (village.home.path / "feed").mkdir()
    keeper.get("/keeper/outbox")
    stick = shutil.copytree(village.hub.feed, tmp_path / "stick")
    assert "正在读 U 盘" in keeper.fill("/keeper/outbox/take", path=str(stick)).words
    ran = errands.run(village.home, lambda: village.now)
    assert ran is not None
    assert ran.refusal is None
    assert f"第 {ran.version} 期" in keeper.get("/keeper/outbox").words
    assert errands.run(village.home, lambda: village.now) is None


def test_an_edition_past_its_date_is_taken_in_only_on_a_keepers_word(
    keeper: Guest, village: Village, tmp_path: Path
) -> None:
    """First refused with a tick to decide; then taken in, marked, and written into the log."""
    village.hub.publish(media=files(story(7)))
    stick = shutil.copytree(village.hub.feed, tmp_path / "stick")
    village.wait(hours=24 * 20)
    keeper.get("/keeper/outbox")
    page = keeper.fill("/keeper/outbox/take", path=str(stick))
    assert page.status == 422
    assert 'name="stale"' in page.text
    assert keeper.fill("/keeper/outbox/take", path=str(stick), stale="yes").status == 200
    assert "可能过期" in keeper.get("/").words
    with Journal.open(village.home) as journal:
        acts = [json.loads(data)["act"] for _, data in journal.raw(0, journal.size)]
    assert "accept-stale" in acts


def test_a_keeper_sets_a_contradiction_aside_on_a_page(
    app: Starlette, keeper: Guest, village: Village
) -> None:
    """Both sides are there to be read; without a reason nothing happens, with one it stands in the log, and the evidence
    stays. A stranger comes to the door."""
    with Neighbours(village.home) as memory:
        memory.as_of(village.now).find("views", "7", b"what <b>was</b> held", b"what was offered \xff")
        memory.find("claim", "8", b"", b"")
    assert "还没人查过的矛盾：2 处" in keeper.get("/keeper").words
    page = keeper.get("/keeper/contradictions")
    assert "what <b>was</b> held" in page.words
    assert "<b>was</b>" not in page.text
    assert "what was offered \ufffd" in page.words
    assert Guest(app).get("/keeper/contradictions").path == "/keeper"

    address = "/keeper/contradictions/aside"
    assert Guest(app).post(address, {"number": "1", "why": "x"}).status == 403
    for why in ("", " ", "长" * 300):
        page = keeper.get("/keeper/contradictions")
        refused = keeper.fill(address, why=why)
        assert refused.status == 422
        assert 'aria-invalid="true"' in refused.text
    assert why in refused.text  # what was typed is still there
    for number in ("99", "x", "", "9" * 30):
        proof = re.search(r'name="proof" value="(\w+)"', keeper.get("/keeper/contradictions").text)
        assert proof
        keeper.post(address, {"proof": proof[1], "number": number, "why": "x"})
    with Neighbours(village.home) as memory:
        assert len(memory.faults()) == 2

    keeper.get("/keeper/contradictions")
    page = keeper.fill(address, why="演练，双方都在场")
    assert "演练，双方都在场" in page.words
    with Neighbours(village.home) as memory:
        assert [one.kind for one in memory.faults()] == ["claim"]
        assert memory.faults(every=True)[0].held == b"what <b>was</b> held"
    with Journal.open(village.home) as journal:
        (line,) = (entry for entry in journal.entries() if entry.act == "split-dismissed")
    assert (line.why, bool(line.who)) == ("演练，双方都在场", True)
