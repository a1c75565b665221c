"""One journey in a real browser: an alliance with two members, a question from the public followed to a sale, and a project
from its idea to shared income."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.network import today
from tests.web.running_site import Site, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]

PHONE = {"width": 390, "height": 844}
READING = 2_200
"""Milliseconds: a form sent faster than that is taken for a machine's."""


def person(browser: Browser, site: Site, name: str) -> Page:
    """Somebody of the demonstration, signed in on a phone; nobody in particular where ``name`` is ""."""
    context = browser.new_context(locale="zh-CN", viewport=PHONE)  # type: ignore[arg-type] # a size
    if name:
        sign_in(context, site, name)
    return context.new_page()


def fill(page: Page, **values: str) -> None:
    """Fill in a form and send it; it must lead somewhere else."""
    before = page.url
    for name, value in values.items():
        field = page.locator(f"main [name={name}]")
        kind = field.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f'main [name={name}][value="{value}"]').check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("main form button.go").last.click()
    page.wait_for_url(lambda url: url != before)


def test_an_alliance_sells_and_a_project_shares(site: Site, browser: Browser) -> None:
    """Founded, joined, listed; asked on the public page, passed on, taken, answered and sold on the phone; the asker reads
    it. Then a project takes its steps, its shares are agreed, and one distribution is received."""
    home = site.address
    keeper, village = person(browser, site, "chenxiaolan"), person(browser, site, "fuguodong")
    other, visitor = person(browser, site, "yuqingfeng"), person(browser, site, "")
    keeper.goto(f"{home}/office/alliances/new/")
    fill(keeper, name="三村鲜果联盟", key="three-villages")
    here = keeper.url
    keeper.goto(f"{here}describe/")
    fill(keeper, brand="三村", public="on")
    for name in ("仙游县书峰乡兰石村", "仙游县度尾镇湘溪村"):
        keeper.goto(f"{here}members/new/")
        fill(keeper, organisation=name)
    for page, product, first, last in ((village, "枇杷", "4", "5"), (other, "文旦柚", "9", "11")):
        page.goto(here)
        page.locator("button[name=answer][value=yes]").click()
        page.goto(f"{here}products/new/")
        fill(page, name=product, unit="jin", first_month=first, last_month=last, amount="2,000", public="on")
    visitor.goto(f"{home}/alliances/three-villages/")
    assert visitor.locator(".goods li").count() == 2
    visitor.locator("main a.go").click()
    visitor.wait_for_timeout(READING)
    fill(visitor, name="小林", contact="000-1000-5000", text="想要八斤枇杷", consent="on")
    asked = visitor.url
    keeper.goto(f"{home}/office/enquiries/")
    keeper.get_by_role("link", name="三村鲜果联盟").first.click()
    keeper.locator("a[href$='/pass/']").click()
    keeper.get_by_label("兰石村").check()
    keeper.locator("main form button.go").click()
    village.goto(f"{home}/m/enquiries/")
    village.get_by_role("link", name="三村鲜果联盟").click()
    for _press in range(2):
        with village.expect_navigation():  # the phone asks first whether there is a line
            village.locator("form[action*='/m/enquiries/'] button.go").click()
    village.locator("[name=end][value=sold]").check()
    village.locator("[name=amount]").fill("8")
    village.locator("[name=unit]").select_option("jin")
    village.locator("[name=yuan]").fill("120")
    with village.expect_navigation():
        village.locator("#end button.go").click()
    visitor.goto(asked)
    assert "已成交" in visitor.inner_text("main")
    _share(keeper, village, home)


def _share(keeper: Page, village: Page, home: str) -> None:
    keeper.goto(f"{home}/office/projects/new/")
    fill(
        keeper,
        title="三村分拣中心",
        with_1="仙游县书峰乡兰石村",
        kind="industry",
        work_area="industry",
        about="三个村合用",
    )
    here = keeper.url
    keeper.goto(f"{here}stage/")
    fill(keeper, stage="feasibility")
    keeper.goto(f"{here}stage/")
    fill(keeper, stage="funding", judged_by="山地农业所", text="一年五百吨以上可行")
    keeper.goto(f"{here}contributions/new/")
    fill(keeper, kind="money", planned="planned", text="建设资金", amount="200,000", unit="yuan")
    keeper.goto(f"{here}stage/")
    fill(keeper, stage="building")
    keeper.goto(here)
    keeper.locator("a[href$='/correct/']").click()
    fill(keeper, planned="given", reason="已到账")
    village.goto(here)
    village.locator("form[action$='/confirm/'] button").click()
    keeper.goto(f"{here}stage/")
    fill(keeper, stage="running")
    day = today() - timedelta(days=30)
    keeper.goto(f"{here}shares/new/")
    names = keeper.locator("main [name^=share_]").evaluate_all("all => all.map(one => one.name)")
    fill(keeper, valid_from=day.isoformat(), **dict(zip(names, ("30", "70"), strict=True)))
    village.goto(f"{here}shares/")
    village.locator("form[action$='/agree/'] button").click()
    village.goto(f"{here}distributions/new/")
    fill(village, starts_on=day.isoformat(), ends_on=today().isoformat(), total="1000.01")
    village.locator("a[href*='/distributions/']").last.click()
    fill(village, answer="yes", to_villagers="400")
    words = village.inner_text("main")
    for word in ("300.00", "700.01", "400", "已收到"):
        assert word in words, word
