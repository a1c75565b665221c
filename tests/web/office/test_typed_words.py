"""What somebody has typed is not lost: not with the language, not where half a date would be sent as nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.running_site import Site, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.enable_socket]


def test_typed_words_outlive_a_change_of_the_language(site: Site, browser: Browser) -> None:
    """A refused form whose language is changed comes with what was typed, chosen and ticked, ready to be sent; the next
    form knows nothing of it."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    sign_in(context, site, "chenxiaolan")
    page = context.new_page()
    page.goto(f"{site.address}/office/commitments/new/")
    page.fill("[name=text]", "修三处漏水的水渠")
    page.fill("[name=receiver]", "张洋")
    page.select_option("[name=work_area]", "livelihood")
    page.locator("form.form button.go").click()
    assert page.locator(".err").count() == 1
    page.locator("details.me summary").click()
    page.locator("details.me [data-kit-language]").click()
    page.wait_for_selector("h1:has-text('Enter a commitment')")
    assert page.input_value("[name=text]") == "修三处漏水的水渠"
    assert page.input_value("[name=receiver]") == "张洋"
    assert page.input_value("[name=work_area]") == "livelihood"
    page.goto(f"{site.address}/office/commitments/new/")
    assert page.input_value("[name=text]") == ""
    context.close()


def test_half_a_date_is_not_sent_as_nothing(site: Site, browser: Browser) -> None:
    """A browser gives a server nothing of a day that does not exist; the form stays, at that field."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 900})
    sign_in(context, site, "chenxiaolan")
    page = context.new_page()
    page.goto(f"{site.address}/office/agreements/new/")
    page.fill("[name=title]", "三方共建协议")
    page.focus("[name=ends_on]")
    page.keyboard.type("02302027")
    page.locator("form.form button.go").click()
    assert page.evaluate("document.activeElement.name") == "ends_on"
    assert not page.locator(".faults").count()
    assert page.input_value("[name=title]") == "三方共建协议"
    context.close()
