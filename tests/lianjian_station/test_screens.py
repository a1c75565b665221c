"""The station in a real browser: accessible, never wider than its screen, and quiet in the console."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from lianjian_feed.documents import Block, Column, Picture
from lianjian_feed.schemes import digest
from lianjian_station.web.app import application
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.enable_socket]
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 5"><path fill="#386450" d="M0 0h8v5H0z"/></svg>'
)
SHOWN = Block("picture", picture=Picture(digest(DRAWING), "image/svg+xml", "茶山", "新路", 800, 500))
PAGES = (
    "/",
    "/story/media/1",
    "/story/media/1/print",
    "/story/media/1/loudspeaker",
    "/column/village",
    "/search?q=茶",
    "/search?q=没有",
    "/about",
    "/village",
    "/warnings",
    "/policy",
    "/kiosk",
    "/kiosk?slide=2",
    "/kiosk?slide=99",
    "/nothing",
)
SIZES = ((390, 844), (1280, 900), (1920, 1080))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A station with something on every page, served on the loopback."""
    hub = Hub(tmp_path)
    warning = story(3, "冒充退保", kind="anti-fraud", column=Column("warnings", "防骗提醒"))
    lead = story(
        1, body=(Block("paragraph", "新路通到茶山。" * 40), SHOWN), verify_url="https://example.org/s/1"
    )
    more = [story(number) for number in range(10, 40)]
    hub.publish(media=files(lead, warning, *more, pictures__drawing=DRAWING))
    box = Box.beside(hub, keeper="老郑", phone="0594-1234567")
    box.sync()
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


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.whole)])
def test_every_page_is_accessible_and_fits(address: str, browser: Browser, scheme: str) -> None:
    """axe finds nothing, no page scrolls sideways, no message in the console but a missing page's own."""
    found = []
    for width, height in SIZES:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
        page.on("console", lambda message: found.append(message.text))
        for path in PAGES:
            page.goto(address + path)
            found += [
                (path, width, fault["id"]) for fault in Axe().run(page, options=RULES).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((path, width, "wider than the screen"))
        page.close()
    assert [fault for fault in found if "404" not in fault] == []


def test_the_kiosk_screen_needs_no_scrolling(address: str, browser: Browser) -> None:
    """At 1920x1080 everything on the home page is in view."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollHeight") <= 1080


def test_choices_are_kept_from_page_to_page(address: str, browser: Browser) -> None:
    """Larger text and English, chosen by keyboard or finger, stay chosen; the way back is the page one was
    on."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/story/media/1")
    small = _size(page)
    with page.expect_navigation():  # it comes back to the address it was on, so the address tells nothing
        page.get_by_role("link", name="字再大些").first.click()
    assert page.url == f"{address}/story/media/1"
    assert _size(page) > small
    with page.expect_navigation():
        page.get_by_role("link", name="English").click()
    with page.expect_navigation():
        page.get_by_role("link", name="Home").click()
    assert page.get_by_role("heading", name="Beware of fraud").is_visible()
    assert page.locator("html").get_attribute("data-size") == "large"


def test_search_by_typing(address: str, browser: Browser) -> None:
    """A villager types two characters and finds the story."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{address}/search")
    page.get_by_label("要找的字").fill("茶山")
    with page.expect_navigation():
        page.get_by_role("button", name="查找").click()
    with page.expect_navigation():
        page.get_by_role("link", name="秋茶下山之1 ").or_(
            page.get_by_text("秋茶下山之1", exact=True)
        ).first.click()
    assert page.get_by_text("这篇稿件从哪里来").is_visible()


def test_print_takes_the_paper_only(address: str, browser: Browser) -> None:
    """On paper there is the story and its code, no bars and no buttons."""
    page = browser.new_page()
    page.goto(f"{address}/story/media/1/print")
    page.emulate_media(media="print")
    assert not page.locator(".kh").is_visible()
    assert not page.locator("[data-print]").is_visible()
    assert page.locator(".qr svg").is_visible()


def _size(page: Page) -> float:
    return float(page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)"))
