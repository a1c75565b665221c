"""A call from its first word to those who joined it: answered on a phone without an account, the code read and typed in, a
list invited from Excel, checked, invited, joined, and seen by everybody on the map."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.apps.parties.sheets import book
from tests.homes import new_home
from tests.journeys.hub import Hub, demonstration_hub, signed_in
from tests.web.running_site import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
LEADER = "linshouqian"
KEY = "tea-roads"
GUESTS = [
    ("单位", "行政区划", "联系人", "电话", "通讯地址"),
    ("洋中茶叶专业合作社", None, "郑有田", "13905940007", None),
    ("石亭中心小学", None, "许校长", None, None),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as held:
        yield held


def test_from_the_first_word_to_those_who_joined(hub: Hub, browser: Browser) -> None:
    office = signed_in(browser, hub, LEADER).new_page()
    published(office)
    stranger = phone(browser, hub)
    answered(stranger.new_page(), hub)
    invited(office)
    by_its_own_link(phone(browser, hub).new_page(), office)
    joined(office, "坑尾农机服务队", "黄龙村")
    seen_by_everybody(stranger.new_page())


def phone(browser: Browser, hub: Hub) -> BrowserContext:
    return browser.new_context(
        base_url=hub.address, locale="zh-CN", viewport={"width": 390, "height": 844}, has_touch=True
    )


def published(office: Page) -> None:
    """Written, read once more, published; with a poster for the notice board."""
    office.goto("/office/calls/new/")
    office.get_by_label("标题").fill("一起把茶路修通")
    office.get_by_label("网址里的名字").fill(KEY)
    office.get_by_label("正文").fill("三条茶路年年塌方。愿意出力、出地、出主意的单位，请来响应。")
    office.get_by_role("button", name="存为草稿").click()
    office.get_by_role("button", name="发布倡议").click()
    office.get_by_text("不再接受响应").first.wait_for()


def answered(page: Page, hub: Hub) -> None:
    """A wrong number is said beside its field and nothing typed is lost; a wrong code says how many tries are left."""
    page.goto(f"/calls/{KEY}/")
    page.get_by_role("link", name="我们响应").first.click()
    page.get_by_label("您的单位").fill("坑尾农机服务队")
    page.get_by_role("textbox", name="联系人").fill("吴春水")
    page.get_by_role("textbox", name="电话").fill("0594-33")
    page.get_by_label("想一起做的一件事").fill("两台挖机，农闲时都能来。")
    page.get_by_label("同意由核对响应的人").check()
    page.wait_for_timeout(3100)  # nobody fills in a form in less than three seconds
    page.get_by_role("button", name="送出响应").click()
    page.locator(".err").first.wait_for()
    assert page.get_by_label("想一起做的一件事").input_value() == "两台挖机，农闲时都能来。"
    page.get_by_role("textbox", name="电话").fill("１３９０５９４０００８")
    page.get_by_role("button", name="送出响应").click()
    page.get_by_text("0008").first.wait_for()
    code = told_on_the_console(hub)
    page.locator("input[name=code]").fill("000000" if code != "000000" else "000001")
    page.get_by_role("button", name="确认响应").click()
    page.get_by_text("还可以试 4 次").first.wait_for()
    page.locator("input[name=code]").fill(code)
    page.get_by_role("button", name="确认响应").click()
    page.wait_for_url("**/thanks/**")


def told_on_the_console(hub: Hub) -> str:
    """The code, where the default provider puts it: in the window in which the hub runs."""
    assert hub.process.stdout is not None
    while True:
        found = re.search(r"code (\w+) for the telephone …0008", hub.process.stdout.readline())
        if found:
            return found[1]


def invited(office: Page) -> None:
    """A list from Excel, each with a link of its own."""
    office.goto(f"/office/calls/{KEY}/invitations/new/")
    office.locator("input[type=file]").set_input_files(
        {"name": "名单.xlsx", "mimeType": "application/octet-stream", "buffer": book(GUESTS)}
    )
    office.locator("main form button.go").click()
    office.get_by_text("石亭中心小学").first.wait_for()


def by_its_own_link(page: Page, office: Page) -> None:
    """Who has the link of the cooperative answers for the cooperative, without a code."""
    office.goto(f"/office/calls/{KEY}/invitations/")
    row = office.locator("tr", has_text="洋中茶叶专业合作社")
    row.locator("summary").click()
    page.goto(row.locator(".hash").inner_text().strip())
    assert "洋中茶叶专业合作社" in page.locator("main").inner_text()
    page.get_by_label("同意由核对响应的人").check()
    page.wait_for_timeout(3100)
    page.get_by_role("button", name="送出响应").click()
    page.wait_for_url("**/thanks/**")
    office.reload()
    assert "已响应" in office.locator("tr", has_text="洋中茶叶专业合作社").inner_text()


def joined(office: Page, who: str, entry: str) -> None:
    """Checked, invited, joined: one step after the other, nothing is left out."""
    for step, state in (("已核实", "已核实"), ("邀请", "已邀请"), ("加入", "已加入")):
        office.goto(f"/office/calls/{KEY}/")
        office.get_by_role("link", name=who).click()
        office.get_by_role("radio", name=step, exact=True).check()
        if state == "已加入":
            office.get_by_label("在名册中的单位").fill(entry)
        office.locator("main form button.go").click()
        office.wait_for_url(f"**/office/calls/{KEY}/")
        assert state in office.locator("tr", has_text=who).inner_text()


def seen_by_everybody(page: Page) -> None:
    """The call names who joined, and no telephone; the growth of the network is a map and a chart."""
    page.goto(f"/calls/{KEY}/")
    words = page.locator("main").inner_text()
    assert "黄龙村" in words
    assert "0008" not in words
    assert "吴春水" not in words
    page.goto("/network/growth/")
    assert page.locator("main svg").count() >= 1
