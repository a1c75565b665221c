"""The screen in the hall: it turns by itself, stops when asked, and comes home when nobody touches it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from lianjian_station.notices import Board
from lianjian_station.web.hall import LONGEST, SHORTEST, Slide, turn
from tests.lianjian_feed.simulators import Hub, files, story
from tests.lianjian_station.boxes import Box
from tests.lianjian_station.test_pages import Visitor
from tests.lianjian_station.test_screens import address, browser

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

__all__ = ["address", "browser"]
NEXT = re.compile(r'content="(\d+);url=/kiosk\?slide=(\d+)"')


@pytest.fixture
def box(tmp_path: Path) -> Box:
    hub = Hub(tmp_path)
    stories = [story(number) for number in range(10, 20)]
    warnings = [story(number, "冒充退保", kind="anti-fraud") for number in range(20, 25)]
    hub.publish(media=files(*stories, *warnings, story(30, "医保缴费", kind="policy")))
    box = Box.beside(hub, keeper="老郑", phone="0594-1234567")
    box.sync()
    return box


def test_without_script_it_turns_through_everything_and_round(box: Box) -> None:
    """Following the refresh of each page shows notices, warnings, news, policy and help, each once."""
    Board(box.home).add("停电", "星期六停电。", until=date(2026, 11, 7), now=box.hub.now)
    visitor = Visitor(box)
    seen, number = [], "1"
    for _ in range(40):
        page = visitor.get(f"/kiosk?slide={number}")[1]
        seen.append(re.sub(r"\s+", " ", re.search(r"<h1.*?</h1>", page, re.DOTALL).group(0)))  # type: ignore[union-attr]
        seconds, number = NEXT.search(page).groups()  # type: ignore[union-attr]
        assert SHORTEST <= int(seconds) <= LONGEST
        if number == "1":
            break
    assert len(seen) == len(set(seen)) == 1 + 2 + 4 + 1 + 1
    for words in ("停电", "冒充退保", "秋茶下山", "医保缴费", "老郑"):
        assert any(words in heading for heading in seen), words


def test_an_empty_box_still_has_a_slide(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    hub.publish(media=files(story(1)))
    status, page, _ = Visitor(Box.beside(hub)).get("/kiosk")
    assert (status, "96110" in page) == (200, True)


@pytest.mark.parametrize("number", ["0", "-1", "99", "x", "", "٣", "1" * 50])
def test_a_slide_that_is_not_there_is_the_first(box: Box, number: str) -> None:
    """Also one that ended while the screen was showing it."""
    told, first = (NEXT.search(Visitor(box).get(f"/kiosk?slide={n}")[1]) for n in (number, "1"))
    assert told
    assert first
    assert told.groups() == first.groups()


def test_more_words_stand_longer() -> None:
    assert Slide("notice", "停电", "字" * 100).seconds > Slide("notice", "停电", "字" * 50).seconds
    assert Slide("notice", "停电", "字" * 1_500).seconds == LONGEST


def test_the_own_village_comes_first(box: Box) -> None:
    from lianjian_station.reader import reading

    box.hub.publish(
        media=files(*[story(n) for n in range(10, 20)], story(1, "本村", division="350303108203"))
    )
    box.sync()
    with reading(box.home) as reader:
        titles = [slide.title for slide in turn(reader, [], "350303108203") if slide.kind == "story"]
    assert titles[0] == "本村之1"


def test_only_the_screen_that_asked_for_it_comes_home(box: Box) -> None:
    """A visitor's own phone is left on its page; in the hall no telephone link leads out of the browser."""
    visitor = Visitor(box)
    assert "hall.js" not in visitor.get("/")[1]
    assert "tel:" in visitor.get("/")[1]
    assert "screen=hall" in visitor.get("/kiosk")[2]["set-cookie"]
    visitor.cookies["screen"] = "hall"
    for place in ("/", "/village", "/warnings", "/about", "/story/media/10"):
        page = visitor.get(place)[1]
        assert 'content="180;url=/kiosk"' in page
        assert "tel:" not in page
        assert not re.search(r'href="(?!/|#|data:,)', page), place
    assert "screen=own" in visitor.get("/prefer?screen=own")[2]["set-cookie"]


# -- in a browser


@pytest.mark.browser
@pytest.mark.enable_socket
def test_it_turns_stops_and_goes_on(address: str, browser: Browser) -> None:
    """The next slide comes by itself; held still it stays; the arrows of a keyboard turn it."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.clock.install()
    page.goto(f"{address}/kiosk")
    with page.expect_navigation():
        page.clock.run_for(LONGEST * 1000)
    assert page.url.endswith("/kiosk?slide=2")
    page.get_by_role("button", name="停住").click()
    page.clock.run_for(LONGEST * 2000)
    assert page.url.endswith("/kiosk?slide=2")
    with page.expect_navigation():
        page.keyboard.press("ArrowRight")
    assert page.url.endswith("/kiosk?slide=3")
    assert page.evaluate("history.length") <= 3  # a screen that turns for a year keeps no history


@pytest.mark.browser
@pytest.mark.enable_socket
def test_left_alone_it_comes_home_and_touched_it_stays(address: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{address}/kiosk")
    page.clock.install()
    page.goto(f"{address}/story/media/1")
    page.clock.run_for(110_000)
    assert page.get_by_role("alert").is_visible()
    page.mouse.click(640, 400)
    assert page.get_by_role("alert").count() == 0
    page.clock.run_for(90_000)
    assert page.url.endswith("/story/media/1")
    with page.expect_navigation():
        page.clock.run_for(40_000)
    assert page.url.endswith("/kiosk")


@pytest.mark.browser
@pytest.mark.enable_socket
@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_every_slide_is_seen_whole(address: str, browser: Browser, size: tuple[int, int]) -> None:
    """On a screen in the hall nothing of a slide lies below the edge."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    for number in range(1, 8):
        page.goto(f"{address}/kiosk?slide={number}")
        assert page.evaluate("document.documentElement.scrollHeight") <= size[1], number
