"""The pages of the matrix in a real browser, over the demonstration: accessible, never wider than the screen, by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.running_site import LANGUAGES, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SIZES = ((390, 844), (1280, 900))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
EDITOR = "sunianci"


def opened(browser: Browser, site: Site, width: int, height: int, **more: str) -> BrowserContext:
    """A window of an editor who is signed in."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=LANGUAGES["zh"],
        **more,  # type: ignore[arg-type]
    )
    sign_in(context, site, EDITOR)
    return context


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.whole)])
def test_every_page_is_accessible_and_fits(site: Site, browser: Browser, scheme: str) -> None:
    """axe finds nothing, no page scrolls sideways, the console stays quiet; ledgers, kit, versions, lists, board, one
    outlet, coverage."""
    found = []
    for width, height in SIZES:
        context = opened(browser, site, width, height, color_scheme=scheme)
        page = context.new_page()
        page.on(
            "console",
            lambda line: found.append(line.text) if line.type in {"error", "warning"} else None,
        )
        page.goto(f"{site.address}/desk/waiting/")
        kit = page.locator(".go-to a:not([class])").first.get_attribute("href")
        ledger = page.locator(".wait-list h2 a").first.get_attribute("href")
        cell = f"/desk/ledger/?days=all&at={(ledger or '').split('/')[3]}.people"
        newest = page.locator(".wait-list h2 a").last.get_attribute(
            "href"
        )  # a story that is public: it has versions
        every = (newest or "").replace("/ledger/", "/versions/").partition("#")[0]
        versions = (every, f"{every}wechat-zhuyou/", f"{every}weibo-zhuyou/")
        pages = ("/desk/waiting/", "/desk/outlets/", "/desk/outlets/people/", "/desk/ledger/unreached/")
        figures = ("/desk/coverage/?days=all", "/desk/coverage/rows/?days=all")
        for address in (kit, ledger, cell, *versions, *pages, *figures):
            answer = page.goto(f"{site.address}{address}")
            assert answer is not None
            assert answer.status == 200
            for summary in page.locator("main summary").all()[:2]:
                summary.click()
            for violation in Axe().run(page, options=RULES).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                found.append(f"{scheme} {width} {address} {violation['id']} {nodes}")
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{width} {address} is {wide} wide")
        context.close()
    assert not found, "\n".join(found)


def test_an_outlet_is_settled_by_keyboard(site: Site, browser: Browser) -> None:
    """Open the row, reach the field, a wrong link comes back with the focus in it, a right one ends in the kit's next one."""
    context = opened(browser, site, 1280, 900)
    page = context.new_page()
    page.goto(f"{site.address}/desk/waiting/?outlet=wechat-channels")
    page.locator(".go-to a:not([class])").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/kit/"))
    page.locator("#url-kit").focus()
    page.keyboard.type("https://example.com/wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("#url-kit-error")
    assert page.evaluate("document.activeElement.id") == "url-kit"
    assert page.locator("#url-kit").input_value() == "https://example.com/wrong"
    page.locator("#url-kit").fill("https://channels.weixin.qq.com/web/pages/feed?id=77")
    page.keyboard.press("Enter")
    page.wait_for_selector(".next .btn.go")
    assert "outlet=wechat-channels" in (page.locator(".next .btn.go").get_attribute("href") or "")
    assert "已发布" in page.locator(".done-line").inner_text()
    assert page.evaluate("document.activeElement.matches('.next .btn.go')")
    page.locator(".crumb a").nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/desk/ledger/"))
    row = page.locator("#o-wechat-channels")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    assert row.locator(".log li").count() == 2
    context.close()


def test_the_counter_counts_as_the_platform(site: Site, browser: Browser) -> None:
    """On a phone: other words for an outlet are counted while they are typed, and too many are marked."""
    context = opened(browser, site, 390, 844)
    page = context.new_page()
    page.goto(f"{site.address}/desk/waiting/?outlet=xiaohongshu")
    page.locator(".go-to a:not([class])").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="只给这一端改文字").click()
    page.locator(".words summary").click()
    title = page.locator("#own-title")
    title.fill("茶🍵")
    assert page.locator("#own-title-count b").inner_text() == "3"
    title.fill("长" * 21)
    assert page.locator("#own-title-count").evaluate("line => line.classList.contains('over')")
    context.close()
