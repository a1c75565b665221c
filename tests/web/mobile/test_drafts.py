"""What is typed into a plain form of the phone survives a bad day: no signal, a lost answer, a session that ended."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.network import today
from tests.web.running_site import PASSWORD, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SECRETARY = "chenwangshu"
FORM = "/m/duties/new/"
SEND = "main form button.go"
ITS_PAGE = re.compile(r"/m/duties/\d+/$")


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    held = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    held.set_default_timeout(30_000)
    yield held
    held.set_offline(False)
    held.close()


@pytest.fixture
def phone(context: BrowserContext, site: Site) -> Page:
    sign_in(context, site, SECRETARY)
    return context.new_page()


def opened(page: Page, site: Site) -> None:
    page.goto(f"{site.address}{FORM}")
    page.wait_for_selector("html[data-drafts=ready]")


def write(page: Page, words: str) -> None:
    page.fill("#id_what", words)
    page.fill("#id_due_on", today().isoformat())
    page.locator("#id_due_on").blur()


def owed(page: Page, site: Site, words: str) -> int:
    page.goto(f"{site.address}/m/")
    return page.locator(".due .t", has_text=words).count()


def test_without_a_signal_the_page_stays_and_the_words_come_back(phone: Page, site: Site) -> None:
    """Pressed without a signal nothing goes; closed and opened again the form is filled in; sent, it is one duty."""
    words = "没有信号也记待办"
    opened(phone, site)
    write(phone, words)
    phone.context.set_offline(True)
    phone.click(SEND)
    phone.wait_for_selector(".held")
    assert phone.input_value("#id_what") == words
    phone.context.set_offline(False)
    opened(phone, site)
    assert phone.input_value("#id_what") == words
    assert phone.locator(".kept-draft").is_visible()
    phone.click(SEND)
    phone.wait_for_url(ITS_PAGE)
    opened(phone, site)
    assert phone.input_value("#id_what") == ""
    assert owed(phone, site, words) == 1


def test_an_answer_that_was_lost_makes_no_second_duty(phone: Page, site: Site) -> None:
    """The hub took it, its answer did not arrive: the form comes back under its own key and counts once."""
    words, lost = "答复丢了的待办", []

    def lose(route, request):
        if request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)
            route.abort()
        else:
            route.continue_()

    opened(phone, site)
    write(phone, words)
    phone.route(f"**{FORM}", lose)
    with phone.expect_event("requestfailed", lambda request: request.method == "POST"):
        phone.click(SEND)
    phone.wait_for_function("location.protocol === 'chrome-error:'")
    phone.context.clear_cookies(name="taken")  # a lost answer brings no cookie
    opened(phone, site)
    assert phone.input_value("#id_what") == words
    phone.click(SEND)
    phone.wait_for_url(ITS_PAGE)
    assert lost == [302]
    assert owed(phone, site, words) == 1


def test_a_session_that_ended_loses_no_words(phone: Page, site: Site) -> None:
    """Signed in again, what was typed stands in the form."""
    words = "登录过期也不丢"
    opened(phone, site)
    write(phone, words)
    phone.context.clear_cookies(name="sessionid")
    phone.click(SEND)
    phone.wait_for_url("**/sign-in/**")
    phone.fill("input[name=username]", SECRETARY)
    phone.fill("input[name=password]", PASSWORD)
    phone.locator("form:has(input[name=password]) button[type=submit]").click()
    phone.wait_for_url(f"**{FORM}")
    phone.wait_for_selector(".kept-draft")
    assert phone.input_value("#id_what") == words


def test_thrown_away_is_gone(phone: Page, site: Site) -> None:
    """What its writer throws away does not come back."""
    opened(phone, site)
    write(phone, "不要了")
    opened(phone, site)
    phone.click(".kept-draft button")
    phone.wait_for_selector(".kept-draft", state="detached")
    assert phone.input_value("#id_what") == ""
    opened(phone, site)
    assert phone.input_value("#id_what") == ""
