"""Negotiating in the field, in a real browser: words, an objection and a remark are kept without a signal and go once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.mobile.test_bad_day import context
from tests.web.running_site import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.web.running_site import Site

__all__ = ["context"]
pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SECRETARY = "zhengmaolin"
CLAUSE = "/m/agreements/7/talks/2/"


def opened(context: BrowserContext, site: Site, path: str) -> Page:
    """A page with its forms ready, at the width of a phone."""
    page = context.pages[0] if context.pages else context.new_page()
    page.goto(f"{site.address}{path}")
    page.wait_for_selector("form[data-keep][data-ready]", state="attached")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    return page


def test_a_proposal_typed_without_a_signal_goes_once(context: BrowserContext, site: Site) -> None:
    """Typed, the line goes, the page is left and opened again: the words are still there; sent without a line they wait,
    and with the line they are one proposal."""
    sign_in(context, site, SECRETARY)
    page = opened(context, site, f"{CLAUSE}propose/")
    page.fill("#id_text", "每月在田头碰一次头。")
    page.fill("#id_reason", "田头碰头，不误农时")
    page.wait_for_timeout(600)
    page = opened(context, site, f"{CLAUSE}propose/")
    assert page.input_value("#id_text") == "每月在田头碰一次头。"
    context.set_offline(True)
    page.click("form[data-keep] button[type=submit]")
    page.wait_for_selector("#waiting li[data-state=waiting]")
    assert "修改建议" in page.inner_text("#waiting")
    context.set_offline(False)
    page.wait_for_selector("#waiting", state="hidden")
    for _ in range(2):
        page = opened(context, site, CLAUSE)
        assert page.locator(".proposal", has_text="田头碰头，不误农时").count() == 1


def test_an_answer_that_was_lost_says_it_once(context: BrowserContext, site: Site) -> None:
    """The server took the remark, the answer did not come back: sent again it is the same."""
    sign_in(context, site, SECRETARY)
    page = opened(context, site, CLAUSE)
    lost: list[int] = []

    def lose(route, request) -> None:
        if request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(f"**{CLAUSE}", lose)
    page.click("details:has(form[data-keep^=remark]) summary")
    page.fill("form[data-keep^=remark] textarea", "田头的话只说一遍")
    page.click("form[data-keep^=remark] button[type=submit]")
    page.wait_for_selector("#waiting li[data-state=waiting]")
    page.evaluate("phone.flush()")
    page.wait_for_selector("#waiting", state="hidden")
    assert lost == [200]
    page = opened(context, site, CLAUSE)
    assert page.locator(".words", has_text="田头的话只说一遍").count() == 1


def test_a_refused_objection_keeps_its_words(context: BrowserContext, site: Site) -> None:
    """Without a reason it is refused beside the field; with one it stands."""
    sign_in(context, site, SECRETARY)
    page = opened(context, site, CLAUSE)
    page.click("details:has(form[data-keep^=object]) summary")
    page.click("form[data-keep^=object] button[type=submit]")
    page.wait_for_selector("form[data-keep^=object] .js-err")
    page.fill("form[data-keep^=object] textarea", "路远，改成每月一次")
    page.click("form[data-keep^=object] button[type=submit]")
    page.wait_for_selector(".said:has-text('路远')")
    page = opened(context, site, CLAUSE)
    page.click("form[data-keep^=stand] button[type=submit]")
    page.wait_for_selector(".said:has-text('路远')", state="detached")
    page.wait_for_load_state()
    page = opened(context, site, CLAUSE)
    assert page.locator(".said", has_text="路远").count() == 0
