"""Asking, keeping and answering in a real browser: the whole way by form, accessible, and forgotten when left alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from lianjian_station import invitation
from lianjian_station.web import carrying
from lianjian_station.web.app import application
from tests.lianjian_station.mailrooms import Village, cheaply
from tests.lianjian_station.test_screens import RULES, SIZES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
ASKED = "我家两亩柚子树叶子发黄，果子没熟就掉了一半，是什么毛病？"
ANSWER = "像是缺镁，先别打药。剪去病枝，撒石灰，下月我来看。"
FIRST, SECOND = ("郑宝山", "茶山的路通了没有"), ("林秀英", "后山的柚子又黄了")


@pytest.fixture
def village(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Village:
    """Without keepers yet; the line is cut: the book names no address, and a stick is plugged in."""
    cheaply(monkeypatch)
    stick = tmp_path / "media" / "STICK"
    stick.mkdir(parents=True)
    monkeypatch.setattr(carrying, "MOUNTS", (tmp_path / "media",))
    monkeypatch.setattr(carrying.os.path, "ismount", lambda path: path == stick)
    return Village.make(tmp_path, keepers=0)


@pytest.fixture
def address(village: Village) -> Iterator[str]:
    settings = uvicorn.Config(
        application(village.home, lambda: village.now), port=0, log_level="error", lifespan="off"
    )
    server = uvicorn.Server(settings)
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


class Watched:
    """A page whose every stop is judged: by axe, by its width, and by what the console says."""

    def __init__(self, page: Page, width: int) -> None:
        self.page, self._width = page, width
        self.faults: list[object] = []
        page.on("console", lambda message: self.faults.append(message.text))

    def press(self, name: str) -> None:
        _press(self.page, name)

    def fill(self, **told: str) -> None:
        for name, text in told.items():
            self.page.fill(f"#{name}", text)

    def judge(self) -> None:
        where = self.page.url.rpartition("/")[2]
        violations = Axe().run(self.page, options=RULES).response["violations"]
        self.faults += [
            (where, self._width, fault["id"], fault["nodes"][0]["html"][:120]) for fault in violations
        ]
        if self.page.evaluate("document.documentElement.scrollWidth") > self._width:
            self.faults.append((where, self._width, "wider than the screen"))


def _ask(seen: Watched, address: str) -> tuple[str, str]:
    """All steps of the form; answers number and code of the slip."""
    page = seen.page
    page.goto(f"{address}/ask")
    seen.judge()
    seen.press("种植养殖")
    seen.press("下一步")
    assert page.get_by_text("请写下").is_visible()
    seen.judge()
    seen.fill(text=ASKED, phone="13800000000", place="后山")
    page.get_by_label("这一项可以送出村").first.check()
    seen.press("下一步")
    page.get_by_label("农技专家组").check()
    seen.judge()
    seen.press("下一步")
    assert "13800000000" in page.locator(".leaves").inner_text()
    assert "后山" in page.locator(".stays").inner_text()
    seen.judge()
    seen.press("对，交上去")
    seen.judge()
    return page.locator("#number").inner_text(), page.locator("#code").inner_text()


def _look(seen: Watched, address: str, slip: tuple[str, str]) -> None:
    seen.page.goto(f"{address}/ask/slip")
    seen.judge()
    seen.fill(number=slip[0], code=slip[1])
    seen.press("看看")


def _sign_in(seen: Watched, address: str, who: tuple[str, str]) -> None:
    seen.page.goto(f"{address}/keeper")
    seen.fill(name=who[0], passphrase=who[1])
    seen.press("进去")


@pytest.mark.parametrize(("width", "height", "scheme", "size"), [
    (390, 844, "light", "normal"),
    pytest.param(1280, 900, "dark", "large", marks=pytest.mark.whole),
    pytest.param(1920, 1080, "light", "normal", marks=pytest.mark.whole),
    pytest.param(390, 844, "dark", "large", marks=pytest.mark.whole),
])  # fmt: skip
def test_the_whole_way_by_form(  # noqa: PLR0915 - one way, told in its order
    address: str,
    village: Village,
    browser: Browser,
    tmp_path: Path,
    width: int,
    height: int,
    scheme: str,
    size: str,
) -> None:
    """A villager asks with the line cut; two keepers agree; the stick carries it; the answer comes back by the slip.

    Every page on the way is accessible, no wider than its screen, and quiet in the console.
    """
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
    context.add_cookies([{"name": "size", "value": size, "url": address}])
    seen = Watched(context.new_page(), width)
    page = seen.page

    word = invitation.invite(village.home, village.now)
    page.goto(f"{address}/keeper")
    seen.judge()
    seen.fill(word=word, name=FIRST[0], passphrase=FIRST[1], again=FIRST[1])
    seen.press("当站长")
    seen.judge()
    page.goto(f"{address}/keeper/people")
    seen.fill(name=SECOND[0], passphrase=SECOND[1], again=SECOND[1])
    seen.press("添一位站长")
    assert page.get_by_text(SECOND[0]).first.is_visible()
    seen.judge()
    seen.press("退出")

    slip = _ask(seen, address)
    _look(seen, address, slip)
    assert page.get_by_text("等站长放行").first.is_visible()
    seen.judge()

    _sign_in(seen, address, FIRST)
    seen.judge()
    page.get_by_role("link", name=slip[0], exact=True).click()
    seen.judge()
    seen.press("我同意，可以出村")
    seen.judge()
    seen.press("退出")
    _sign_in(seen, address, SECOND)
    page.get_by_role("link", name=slip[0], exact=True).click()
    seen.press("我同意，可以出村")
    assert page.get_by_role("status").get_by_text("已放行").is_visible()

    page.goto(f"{address}/keeper/outbox")
    seen.press("装上 U 盘")
    assert page.get_by_text("1 个封好的包").is_visible()
    seen.judge()
    for parcel in (tmp_path / "media/STICK/outbox").iterdir():
        village.mailroom.take(parcel.read_bytes())
    (letter,) = village.mailroom.letters.values()
    assert letter.fields == {"text": ASKED, "phone": "13800000000"}
    village.mailroom.answer(letter, ANSWER)
    (tmp_path / "media/STICK/replies").mkdir()
    (tmp_path / f"media/STICK/replies/{village.mailroom.station}.age").write_bytes(village.mailroom.replies())
    for name, data in village.hub.tree().items():
        target = tmp_path / "media/STICK" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    seen.press("读 U 盘")
    assert page.get_by_text("U 盘读好了").is_visible()
    seen.press("退出")

    _look(seen, address, slip)
    assert page.get_by_text(ANSWER).is_visible()
    assert page.get_by_text("林教授").is_visible()
    seen.judge()
    page.get_by_role("link", name="收回", exact=True).click()
    seen.judge()
    seen.press("对，收回")
    assert not page.get_by_text(ANSWER).is_visible()
    assert [fault for fault in seen.faults if "422" not in str(fault)] == []
    context.close()


def test_without_script_it_works_as_well(address: str, village: Village, browser: Browser) -> None:
    """The same steps, and a refresh that forgets."""
    _keep(village)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/ask")
    _press(page, "法律和纠纷")
    page.fill("#text", "地界纠纷")
    _press(page, "下一步")
    _press(page, "下一步")  # one addressee only: chosen already
    _press(page, "对，交上去")
    assert page.locator("#code").is_visible()
    assert page.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]").count() == 1


def test_a_screen_left_alone_warns_and_then_forgets(address: str, village: Village, browser: Browser) -> None:
    """Three minutes at the box's own screen; whoever touches it in time stays."""
    _keep(village)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.clock.install()
    page.goto(f"{address}/ask")
    _press(page, "法律和纠纷")
    page.fill("#text", ASKED)
    page.clock.run_for(160_000)
    page.get_by_text("碰一下屏幕").wait_for()
    page.keyboard.press("Shift")
    assert page.get_by_text("碰一下屏幕").count() == 0
    page.clock.run_for(160_000)
    assert page.input_value("#text") == ASKED
    with page.expect_navigation(url=f"{address}/"):
        page.clock.run_for(30_000)
    page.go_back()
    assert ASKED not in page.content()
    assert page.url == f"{address}/ask"


def test_the_button_back_shows_nothing_after_signing_out(
    address: str, village: Village, browser: Browser
) -> None:
    """The browser asks the box again, and the box shows the door."""
    _keep(village)
    slip = village.ask(ASKED)
    page = browser.new_page()
    seen = Watched(page, 1280)
    _sign_in(seen, address, FIRST)
    page.get_by_role("link", name=slip.number, exact=True).click()
    assert page.get_by_text(ASKED).is_visible()
    seen.press("退出")
    page.go_back()
    assert ASKED not in page.content()
    assert page.get_by_label("口令").is_visible()


@pytest.mark.parametrize(("width", "pages"), [("210mm", 1), ("80mm", 1)])
def test_the_slip_fits_paper_and_a_receipt_printers_roll(
    address: str, village: Village, browser: Browser, width: str, pages: int
) -> None:
    """One sheet; no bars and no buttons on it."""
    _keep(village)
    seen = Watched(browser.new_page(viewport={"width": 1280, "height": 900}), 1280)
    _ask(seen, address)
    seen.page.emulate_media(media="print")
    assert not seen.page.locator(".kb").is_visible()
    assert not seen.page.locator("[data-print]").is_visible()
    assert seen.page.locator(".slip .qr svg").is_visible()
    printed = seen.page.pdf(width=width, height="200mm")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == pages


def test_nothing_asked_is_printed_by_the_server(
    address: str, village: Village, browser: Browser, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not to its output, where an access log would be."""
    _keep(village)
    _ask(
        Watched(browser.new_page(viewport={"width": SIZES[1][0], "height": SIZES[1][1]}), SIZES[1][0]),
        address,
    )
    out = capfd.readouterr()
    assert ASKED not in out.out + out.err


def _press(page: Page, name: str) -> None:
    """A button that leads to another page, and the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _keep(village: Village) -> None:
    from lianjian_station.keepers import Keepers

    session = Keepers(village.home).add(*FIRST)
    village.sessions[FIRST[0]] = session
