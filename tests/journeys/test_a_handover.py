"""A first secretary leaves: the list is walked through on two phones, the last day passes, and nothing is without hands."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.homes import new_home
from tests.network import today
from tests.web.running_site import chromium, served, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
LEAVES, COMES, LEADER = "guojingshu", "lijinxian", "liqingyun"
KEY = "长者食堂和公章柜的钥匙"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(new_home(tmp_path_factory, "demonstration")) as running:
        yield running


@pytest.fixture
def browser() -> Iterator[Browser]:
    with chromium() as held:
        yield held


def phone(browser: Browser, site: Site, who: str) -> BrowserContext:
    """A phone of one's own, signed in."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=site.address
    )
    sign_in(context, site, who)
    return context


def test_a_secretary_leaves_and_nothing_is_left_without_an_owner(site: Site, browser: Browser) -> None:
    """郭静姝 begins and adds a key; 李金仙 is led to the list from her first page, takes each line over with one button and
    finishes; the leader sets the last day to yesterday; nothing is without hands, nothing open is with the one who left, and
    she still reads the list."""
    leaving, coming = phone(browser, site, LEAVES), phone(browser, site, COMES)
    page = leaving.new_page()
    page.goto("/m/handovers/new/")
    page.select_option("select[name=successor]", label="李金仙，站长")
    page.get_by_role("button", name="发起交接").click()
    address = page.url
    page.get_by_role("link", name="补充口头事项").click()
    page.get_by_label("钥匙或印章").check()
    page.fill("textarea[name=words]", KEY)
    with page.expect_navigation():  # the phone asks first whether there is a line
        page.get_by_role("button", name="列入清单").click()
    assert page.get_by_text(KEY).count()

    other = coming.new_page()
    other.goto("/m/")
    other.get_by_role("link", name="郭静姝正在向您交接").click()
    other.get_by_role("link", name="逐项过一遍").click()
    taken = 0
    while "/walk/" in other.url:
        assert other.evaluate("document.documentElement.scrollWidth") <= 390
        with other.expect_navigation():
            other.get_by_role("button", name="接收", exact=True).click()
        taken += 1
        assert taken < 60
    assert taken > 1
    other.get_by_role("link", name="完成交接").click()
    other.fill("textarea[name=remark]", "都走过一遍了")
    with other.expect_navigation():
        other.get_by_role("button", name="确认交接完成").click()
    assert other.get_by_text("已交接", exact=True).count()

    office = browser.new_context(locale="zh-CN", base_url=site.address)
    sign_in(office, site, LEADER)
    desk = office.new_page()
    desk.goto("/office/parties/yangwei/")
    desk.get_by_role("link", name="结束 郭静姝 第一书记").click()
    desk.fill("input[name=ends_on]", (today() - timedelta(days=1)).isoformat())
    desk.get_by_role("button", name="定下结束日期").click()
    desk.goto("/office/hands/")
    assert desk.get_by_text("未了事项都有人承接。").count()
    desk.goto("/office/parties/yangwei/open/")
    owners = desk.locator("td[data-h=现负责人]").all_inner_texts()
    assert len(owners) >= taken
    assert not [who for who in owners if "郭静姝" in who]
    assert [who for who in owners if "李金仙" in who]

    page.goto(address)
    assert page.get_by_text(KEY).count()
    page.goto(f"{address}paper/")
    assert page.locator(".hand-paper").get_by_text("移交人：郭静姝").count()
    for context in (leaving, coming, office):
        context.close()
