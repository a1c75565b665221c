"""The office through a browser: no fault of access on any page, no sideways scrolling, places found while typing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.running_site import Site, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.enable_socket]

ADMINISTRATOR = "wujianchuan"
LAYOUT = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""What can differ by the width of the screen; the rest is asked once, on the desktop, where the office lives."""
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
SIZES = ((390, 844), (1280, 900))
PAGES = (
    "/office/",
    "/office/parties/",
    "/office/parties/?q=张洋",
    "/office/parties/new/",
    "/office/tables/",
    "/office/duplicates/",
    "/office/parties/zhangyang/",
    "/office/parties/zhangyang/mandates/new/",
    "/office/parties/zhangyang/postings/new/",
    "/office/agreements/",
    "/office/agreements/new/",
    "/office/agreements/1/",
    "/office/agreements/2/",
    "/office/agreements/2/clauses/1/",
    "/office/agreements/2/clauses/1/remove/",
    "/office/agreements/2/print/",
    "/office/agreements/7/",
    "/office/agreements/7/talks/",
    "/office/agreements/8/",
    "/office/agreements/1/timeline/",
    "/office/agreements/1/supplements/amendment/",
    "/office/templates/",
    "/office/templates/standard/",
    "/office/calls/",
    "/office/calls/new/",
    "/office/calls/walk-together/invitations/",
    "/office/calls/walk-together/invitations/new/",
    "/office/calls/walk-together/invitations/letters/",
    "/office/agreements/1/commitments/new/",
    "/office/agreements/1/projects/new/",
    "/office/agreements/1/close/",
    "/office/commitments/",
    "/office/commitments/new/",
    "/office/groups/",
    "/office/groups/new/",
    "/office/groups/1/",
    "/office/groups/1/members/new/",
    "/office/groups/1/rhythms/new/",
    "/office/groups/1/duties/new/",
    "/office/groups/1/meetings/new/",
    "/office/meetings/",
    "/office/meetings/1/",
    "/office/projects/",
    "/office/projects/new/",
    "/office/projects/1/",
    "/office/projects/1/visitors/",
    "/office/projects/1/outcomes/new/",
    "/office/outcomes/",
    "/office/outcomes/1/",
    "/office/outcomes/new/",
    "/office/synergy/",
    "/office/synergy/yuan/?what=together",
    "/office/experts/",
    "/office/experts/new/",
    "/office/parties/zhangyang/endowments/new/",
    "/password/",
)


@pytest.mark.parametrize("size", [pytest.param(SIZES[0], marks=pytest.mark.whole), *SIZES[1:]], ids=str)
def test_the_pages_are_for_everyone(site: Site, browser: Browser, size: tuple[int, int]) -> None:
    """axe finds nothing, nothing scrolls sideways, nothing is complained of in the console: every page, and a refused form."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    sign_in(context, site, ADMINISTRATOR)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)

    def look(name: str) -> None:
        found = Axe().run(page, options=LAYOUT if size == SIZES[0] else RULES).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], name
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], name

    for address in PAGES:
        answer = page.goto(f"{site.address}{address}")
        assert answer is not None
        assert answer.status == 200, address
        look(address)
    page.goto(f"{site.address}/office/calls/")
    page.locator("main li a").first.click()
    look("a call")
    page.locator("main table a").first.click()
    look("an answer")
    assert complaints == []
    page.goto(f"{site.address}/office/parties/new/")
    page.fill("[name=division]", "村委会")
    page.locator("main form button[type=submit]").click()
    page.locator(".faults").wait_for()
    look("a refused form")
    context.close()


def test_a_place_is_found_while_typing(site: Site, browser: Browser) -> None:
    """The list under the field fills from the register of divisions; a line of it is taken as it stands."""
    context = browser.new_context(locale="zh-CN")
    sign_in(context, site, ADMINISTRATOR)
    page = context.new_page()
    page.goto(f"{site.address}/office/parties/new/")
    page.select_option("[name=kind]", "village")
    page.locator("[name=division]").press_sequentially("涵江 张洋")
    option = page.locator("datalist option").first
    option.wait_for(state="attached")
    line = option.get_attribute("value")
    assert line == "350303108203 福建省 莆田市 涵江区 新县镇 张洋村委会"
    page.fill("[name=division]", line)
    page.fill("[name=name]", "新县镇试登记村")
    page.fill("[name=short_name]", "试登记村")
    page.fill("[name=key]", "trial-village")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/office/parties/trial-village/")
    assert page.locator("dd", has_text="350303108203").count() == 1
    context.close()
