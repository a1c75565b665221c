"""The log as a villager reads it: plain words, no names, a check that finds what was done, and a proof to carry."""

from __future__ import annotations

import base64
import re
import sqlite3
import threading
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from lianjian_feed import merkle, tlog
from lianjian_feed.book import Addressee, Book
from lianjian_feed.notes import Note, VerifierKey
from lianjian_feed.sealing import Identity
from lianjian_feed.tlog import Checkpoint
from lianjian_station.journal import Journal, Line, origin_of
from lianjian_station.keys import Keys
from lianjian_station.neighbours import Neighbours
from lianjian_station.web.app import application
from lianjian_station.witness import meet, put_on
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_screens import RULES, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


@pytest.fixture
def box(tmp_path: Path) -> Box:
    """A village that asked once, agreed with two keepers, sent, and got an answer."""
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    box = Box.beside(hub, keeper="老郑", phone="0594-1234567")
    box.sync()
    about = {"request": "r-17", "to": "expert-tea"}
    with Journal.open(box.home) as journal:
        for act, more in (
            ("ask", {}),
            ("agree", {"until": "2027-03-01", "why": "answer visit"}),
            ("open", {"who": "郑国平"}),
            (
                "release-one",
                {"who": "郑国平", "sha256": "ab" * 32, "until": "2027-03-01", "why": "answer visit"},
            ),
            ("release", {"who": "林秀英", "sha256": "ab" * 32, "until": "2027-03-01", "why": "answer visit"}),
            ("send", {"sha256": "cd" * 32, "until": "2027-03-01", "why": "answer visit"}),
            ("receive", {"sha256": "cd" * 32}),
            ("answer", {}),
        ):
            journal.append(act, **(about | more), at=hub.now)  # type: ignore[arg-type]
        journal.append("report", sha256="11" * 32, at=hub.now)
    return box


class Asked:
    """One answer of the pages, asked without a socket."""

    def __init__(self, box: Box, address: str, method: str = "GET", **headers: str) -> None:
        path, _, query = address.partition("?")
        told: list[dict[str, Any]] = []
        scope: dict[str, Any] = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
            "scheme": "http",
            "server": ("station", 80),
            "http_version": "1.1",
        }
        asked: list[bool] = []

        async def receive() -> dict[str, Any]:
            if not asked:
                asked.append(True)
                return {"type": "http.request", "body": b"", "more_body": False}
            await anyio.sleep_forever()
            raise AssertionError

        async def send(message: Any) -> None:
            told.append(message)

        box.app = getattr(box, "app", None) or application(box.home, lambda: box.hub.now)  # type: ignore[attr-defined]
        anyio.run(box.app, scope, receive, send)  # type: ignore[attr-defined]
        self.status = int(told[0]["status"])
        self.headers = {name.decode(): value.decode() for name, value in told[0]["headers"]}
        self.text = b"".join(message.get("body", b"") for message in told[1:]).decode()
        self.words = " ".join(re.sub(r"<[^>]+>", " ", self.text).split())


def test_the_page_says_what_left_and_who_agreed(box: Box) -> None:
    """What, to whom, what for, until when; keepers told apart by a mark and not by name."""
    page = Asked(box, "/log")
    assert page.status == 200
    for words in (
        "出村记录",
        "密封发出",
        "同意放行，还差一人",
        "同意放行，可以发出了",
        "expert-tea",
        "由收件人答复；可以派人到村里来办",
        "到哪天 2027年3月1日",
        "发出服务站的状况",
    ):
        assert words in page.words, words
    with Journal.open(box.home) as journal:
        assert f"站长（代号 {journal.blind('郑国平')[:4]}）" in page.words
    assert "郑国平" not in page.text
    assert "林秀英" not in page.text
    assert "r-17" not in page.text
    assert "收到答复" not in page.words  # came in: not what is asked first
    assert "收到答复" in Asked(box, "/log?show=all").words


def test_in_english_too(box: Box) -> None:
    """The same facts in the other language."""
    page = Asked(box, "/log?show=all", cookie="lang=en")
    assert "sent out, sealed" in page.words
    assert "decided that it may leave; one more is needed" in page.words
    assert not re.search(r"[一-鿿]", re.sub(r"张洋村|驻村故事|中文|张", "", page.words))


def test_the_addressee_is_called_by_name(box: Box) -> None:
    """As the network's book of the newest edition has it; the key alone where none has come."""
    recipient = Identity.make().recipient
    expert = Addressee("expert-tea", "expert", "茶叶专家组", recipient, ("farming",), 7)
    book = Book(recipient, "ab" * 32, "", "", (expert,))
    assert "茶叶专家组" not in Asked(box, "/log").words
    box.hub.publish(network={"book.json": book.to_bytes()})
    box.sync()
    assert "茶叶专家组" in Asked(box, "/log").words


def test_nothing_has_left(tmp_path: Path) -> None:
    """An empty log says so."""
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    box = Box.beside(hub)
    assert "还没有记录" in Asked(box, "/log").words
    assert Asked(box, "/log/0").status == 404
    with Journal.open(box.home) as journal:
        journal.append("keeper-add", who="k")
    assert "没有东西出过村" in Asked(box, "/log").words


def test_pages_are_turned(box: Box) -> None:
    """Twenty lines a page, the newest first; a page number out of the air does no harm."""
    with Journal.open(box.home) as journal:
        journal.append_many([Line("send") for _ in range(45)])
    first, last = Asked(box, "/log"), Asked(box, "/log?page=3")
    assert "第 53 条" in first.words
    assert "第 33 条" not in first.words
    assert "第 5 条" in last.words
    for page in ("0", "-1", "x", "99999", "9" * 50, "²"):
        assert Asked(box, f"/log?page={page}").status == 200


def test_a_line_with_its_proof(box: Box) -> None:
    """Line, checkpoint and path; whoever has the box's key and the line comes to the signed root."""
    page = Asked(box, "/log/5")
    assert page.status == 200
    assert "第 5 条" in page.words
    assert "cd" * 32 in page.text
    assert "<svg" in page.text
    proof = Asked(box, "/log/5/proof.txt").text
    head, _, note = proof.partition("\n\n")
    kind, index, *steps = head.split("\n")
    assert (kind, index) == ("c2sp.org/tlog-proof@v1", "index 5")
    keys = Keys.open_or_create(box.home)
    checked = Note.parse(note.encode())
    assert checked.verified([VerifierKey.of(keys.signing, origin_of(keys.id))])
    checkpoint = Checkpoint.of(checked)
    with Journal.open(box.home) as journal:
        leaf = merkle.leaf_hash(journal.entries(5, 6)[0].to_bytes())
    path = [base64.b64decode(step) for step in steps]
    assert tlog.includes(leaf, 5, checkpoint.size, path, checkpoint.root)
    assert Asked(box, "/log/checkpoint.txt").text == note
    assert Asked(box, "/log/99/proof.txt").status == 404
    assert Asked(box, "/log/99999999999999999999").status == 404


def test_anybody_checks(box: Box) -> None:
    """Asked by a button; what is found stands on the page for everybody."""
    assert "谁都可以查" in Asked(box, "/log").words
    assert Asked(box, "/log/check").status == 405
    done = Asked(box, "/log/check", "POST")
    assert (done.status, done.headers["location"]) == (303, "/log#check")
    assert "没有。9 条都是当时写下的样子。" in Asked(box, "/log").words
    with sqlite3.connect(box.home.path / "audit.db") as db:
        db.execute(
            "UPDATE entry SET data = replace(CAST(data AS TEXT), 'answer visit', 'answer') WHERE number = 4"
        )
    db.close()
    Asked(box, "/log/check", "POST")  # within ten seconds: not read again
    assert "没有。9 条" in Asked(box, "/log").words
    box.hub.wait(seconds=11)
    Asked(box, "/log/check", "POST", sec_fetch_site="cross-site")  # nor for another site's sake
    assert "没有。9 条" in Asked(box, "/log").words
    Asked(box, "/log/check", "POST")
    page = Asked(box, "/log").words
    assert "有，对不上。" in page
    assert "第 4 条写下之后被改过" in page


def test_a_spoilt_file_is_said_in_words(box: Box) -> None:
    """A log that SQLite cannot read: the check says so, no page shows a traceback."""
    Asked(box, "/log")
    path = box.home.path / "audit.db"
    for extra in box.home.path.glob("audit.db-*"):
        extra.unlink()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\xff" * (len(data) - 4096)
    path.write_bytes(data)
    for answer in (Asked(box, "/log/check", "POST"), Asked(box, "/log"), Asked(box, "/log/1")):
        assert answer.status in {303, 503}
        assert "Traceback" not in answer.text


def test_who_vouches_and_what_contradicts(box: Box, tmp_path: Path) -> None:
    """A neighbour's cosignature with its time; a contradiction stands at the top until it is set aside."""
    two = Box.beside(box.hub, "two")
    two.sync()
    (tmp_path / "stick").mkdir()
    assert "还没有。U 盘或网络" in Asked(box, "/log").words
    put_on(box.home, tmp_path / "stick", box.hub.now)
    meet(two.home, tmp_path / "stick", box.hub.now)
    put_on(two.home, tmp_path / "stick", box.hub.now)
    meet(box.home, tmp_path / "stick", box.hub.now)
    station = Keys.open_or_create(two.home).id
    assert f"服务站 {station} 为前 9 条作证，11月1日 16:00" in Asked(box, "/log").words
    with Neighbours(box.home) as memory:
        memory.as_of(box.hub.now).find("fork", origin_of(station), b"one", b"two")
        memory.find("claim", "7", b"one", b"two")
    page = Asked(box, "/log")
    assert 'role="alert"' in page.text
    assert f"{station} 的记录有两个说法（矛盾 1）" in page.words
    assert "没有拿出证据" in page.words
    with Neighbours(box.home) as memory:
        memory.as_of(box.hub.now).dismiss(1, "查过了")
    assert 'role="alert"' not in Asked(box, "/log").text


def test_the_way_there(box: Box) -> None:
    """From the home page and the foot of every page."""
    for address in ("/", "/about", "/story/media/1"):
        assert 'href="/log"' in Asked(box, address).text


# -- in a real browser


@pytest.fixture
def address(box: Box) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(application(box.home), port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.05)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def browser() -> Iterator[Browser]:
    with sync_playwright() as tools:
        held = tools.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield held
        held.close()


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.whole)])
def test_the_log_is_accessible_and_fits(box: Box, address: str, browser: Browser, scheme: str) -> None:
    """axe finds nothing, nothing scrolls sideways, the console is quiet; with a contradiction at the top."""
    with Neighbours(box.home) as memory:
        memory.as_of(box.hub.now).find("fork", origin_of("st-0123456789abcdef"), b"one", b"two")
    found: list[object] = []
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.on("console", lambda message: found.append(message.text))
        for path in ("/log", "/log?show=all", "/log/5"):
            page.goto(address + path)
            for more in page.locator("summary").all():
                more.click()
            found += [
                (path, width, fault["id"]) for fault in Axe().run(page, options=RULES).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((path, width, "wider than the screen"))
        page.close()
    assert found == []


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_villager_checks_by_hand(address: str, browser: Browser) -> None:
    """Without JavaScript: open the page, press the button, read the answer, open a line."""
    page = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    page.goto(address)
    with page.expect_navigation():
        page.get_by_role("link", name="出村记录").first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="现在就查").click()
    assert page.get_by_text("没有。9 条都是当时写下的样子。").is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="第 5 条").click()
    assert page.get_by_text("由收件人答复；可以派人到村里来办").is_visible()


@pytest.mark.browser
@pytest.mark.enable_socket
def test_a_line_on_paper(address: str, browser: Browser) -> None:
    """On paper: the line, its proof's code and numbers, no bars and no buttons."""
    page = browser.new_page()
    page.goto(f"{address}/log/5")
    page.emulate_media(media="print")
    assert not page.locator(".kh").is_visible()
    assert not page.locator("[data-print]").is_visible()
    assert page.locator(".qr svg").is_visible()
    assert page.get_by_text("c2sp.org/tlog-proof@v1").first.is_visible()
    assert page.get_by_text("由收件人答复；可以派人到村里来办").is_visible()
