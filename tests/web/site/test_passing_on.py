"""The whole way of a story from hand to hand, in real browsers: read, passed on, read, passed on again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.enable_socket]
LINK = re.compile(r"^http://127\.0\.0\.1:\d+(/s/[0-9a-z]{13})$")


def reader(browser: Browser, name: str) -> BrowserContext:
    """Another person's browser: its own storage, its own name."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        user_agent=f"Mozilla/5.0 (Linux; Android 14; {name}) AppleWebKit/537.36 MicroMessenger/8.0.50",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    return context


def read(page: Page, address: str) -> None:
    """Open a story and stay until the read is counted."""
    with page.expect_response("**/spread/read", timeout=20_000) as counted:
        page.goto(address)
    assert counted.value.status == 204


def pass_on(page: Page) -> str:
    """Press the button; gives the path of the link that was copied."""
    with page.expect_response("**/spread/share") as minted:
        page.get_by_role("button", name="转发").click()
    assert minted.value.ok
    page.get_by_role("button", name="链接已复制").wait_for()
    found = LINK.match(page.evaluate("navigator.clipboard.readText()"))
    assert found, "the clipboard holds a share link"
    return found[1]


def figures(site: Site, story: int) -> tuple[int, int, int, int]:
    """Reads, forwards, chains and the longest chain, as the command tells those who work with them."""
    report = json.loads(run(site.home, "spread", "report", "--story", str(story), "--json").stdout)
    tree = json.loads(run(site.home, "spread", "cascade", str(story), "--json").stdout)
    return report["reads"] or 0, report["forwards"] or 0, tree["chains"], tree["deepest"]


def test_a_story_goes_from_hand_to_hand(site: Site, browser: Browser) -> None:
    """Two readers pass it on one after the other: two reads and two forwards more, in one chain of two hands
    more, and the public page of the story shows them."""
    first, second = reader(browser, "one"), reader(browser, "two")
    page = first.new_page()
    page.goto(f"{site.address}/columns/village-stories/")
    path = page.locator(".shelf h2 a").last.get_attribute("href")
    assert path
    story = int(path.strip("/").rsplit("/", 1)[1])
    reads, forwards, chains, _ = figures(site, story)

    read(page, site.address + path)
    link = pass_on(page)
    other = second.new_page()
    read(other, site.address + link)
    assert "?s=" in other.url
    further = pass_on(other)
    assert further != link

    now = figures(site, story)
    assert now[:3] == (reads + 2, forwards + 2, chains + 1)
    assert now[3] >= 2
    other.goto(f"{site.address}/spread/stories/{story}/")
    shown = other.locator(".figs").inner_text()
    assert f"{forwards + 2:,}" in shown
    assert f"{reads + 2:,}" in shown
    first.close()
    second.close()


def test_reloading_and_pressing_twice_count_once(site: Site, browser: Browser) -> None:
    """A reload in the same tab is the same read, and a second press within seconds the same forward."""
    context = reader(browser, "three")
    page = context.new_page()
    page.goto(site.address)
    path = page.locator(".big h2 a").get_attribute("href")
    assert path
    story = int(path.strip("/").rsplit("/", 1)[1])
    before = figures(site, story)
    read(page, site.address + path)
    read(page, site.address + path)
    link = pass_on(page)
    page.get_by_role("button", name="转发").wait_for()
    assert pass_on(page) == link
    after = figures(site, story)
    assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
    context.close()


def test_a_robot_is_not_counted(site: Site, browser: Browser) -> None:
    """A link preview that runs the page's script, and says what it is, leaves the figures alone."""
    context = browser.new_context(user_agent="Mozilla/5.0 (compatible; LinkPreviewBot/2.0)")
    page = context.new_page()
    page.goto(site.address)
    path = page.locator(".big h2 a").get_attribute("href")
    assert path
    story = int(path.strip("/").rsplit("/", 1)[1])
    before = figures(site, story)
    read(page, site.address + path)
    assert figures(site, story) == before
    context.close()
