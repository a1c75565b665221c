"""The life of an agreement in a real browser: drafted from a template, talked over, signed, amended, left and expired."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import BIN, environment
from tests.network import today
from tests.web.running_site import Site, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
DAILY = """
import django; django.setup()
from datetime import date
from lianjian.apps.agreements.actions.carry_out_notices import carry_out_notices
from lianjian.apps.agreements.actions.expire_agreements import expire_agreements
from lianjian.foundation.actor import Actor
by, day = Actor.system("agreements.terms"), date.fromisoformat({day!r})
carry_out_notices(by=by, today=day); expire_agreements(by=by, today=day)
"""


def the_day_comes(site: Site, day: date) -> None:
    """What the worker does on that day."""
    home = environment(site.home, DJANGO_SETTINGS_MODULE="lianjian.settings.embedded")
    code = DAILY.format(day=day.isoformat())
    subprocess.run([str(BIN / "python"), "-c", code], env=home, check=True, timeout=120)


def sent(page: Page, **fields: str) -> None:
    """Fill the form of a page and send it."""
    for name, value in fields.items():
        page.fill(f"main [name={name}]", value)
    page.locator("main form button.go, main form button.grave").first.click()
    page.wait_for_load_state()


def test_from_a_template_to_the_last_day(site: Site, browser: Browser) -> None:
    """Three parties; an objection, a proposal taken over, three signatures, an amendment signed by three, one leaves, and
    the agreed last day ends it for the two that remain."""
    people: dict[str, Page] = {}
    for name in ("linshouqian", "dumingyuan", "zhengmaolin"):
        context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        sign_in(context, site, name)
        people[name] = context.new_page()
    association, media, village = people.values()
    last = today() + timedelta(days=300)

    association.goto(f"{site.address}/office/templates/standard/")
    association.get_by_role("link", name="用它起草协议").click()
    sent(
        association,
        title="凤山村共联共建协议",
        party_2="山海新闻中心（演示）",
        party_3="仙游县西苑乡凤山村",
        ends_on=last.isoformat(),
        notice_days="1",
    )
    here = association.url
    assert "第十二条" in association.inner_text("main")

    talk_until_agreed(people, here)
    everybody_signs(site, people, here)
    association.goto(here)
    assert "生效" in association.inner_text(".office-of")

    association.get_by_role("link", name="修订", exact=True).click()
    association.select_option("[name=deed]", "adds")
    sent(association, heading="数据交接", text="第一书记轮换时，村里的账目和名册一并交接。")
    amendment = association.url
    association.get_by_role("button", name="定稿，开始签署").click()
    everybody_signs(site, people, amendment)
    village.goto(here)
    assert "第十三条 数据交接 第一号补充协议" in " ".join(village.inner_text("main").split())

    village.get_by_role("link", name="退出协议").click()
    village.check("[name=sure]")
    tomorrow = today() + timedelta(days=1)
    sent(village, leaves_on=tomorrow.isoformat(), reason="村里合并，由新村另签。")
    media.goto(here)
    assert "村里合并" in media.inner_text("main")
    the_day_comes(site, tomorrow)
    media.goto(here)
    assert "已退出" in media.inner_text("main aside")
    assert "生效" in media.inner_text(".office-of")

    the_day_comes(site, last + timedelta(days=1))
    media.goto(f"{here}timeline/")
    course = media.inner_text(".tl")
    told = [
        "起草",
        "提出修改",
        "提议已采纳",
        "定稿",
        "已签署",
        "生效",
        "修订生效",
        "通知退出",
        "一方退出",
        "期满终止",
    ]
    places = [course.index(word) for word in told]
    assert places == sorted(places)
    for page in people.values():
        page.context.close()


def everybody_signs(site: Site, people: dict[str, Page], here: str) -> None:
    """Each of the three reads on the phone page and signs."""
    number = here.rstrip("/").rsplit("/", 1)[-1]
    for page in people.values():
        page.goto(f"{site.address}/m/agreements/{number}/")
        page.locator("form:has([name=sha256]) button").first.click()
        page.wait_for_load_state()


def talk_until_agreed(people: dict[str, Page], here: str) -> None:
    """An objection with its reason, a proposal that is taken over, and a text that is not fixed before both are settled."""
    association, media, village = people.values()
    media.goto(f"{here}talks/")
    media.locator(".talk").first.get_by_role("link", name="不同意").click()
    sent(media, reason="“六项重点工作”之后写明本年度先办哪一项。")
    assert "本年度先办哪一项" in media.inner_text(".talk >> nth=0")

    village.goto(f"{here}talks/")
    village.locator(".talk >> nth=5").get_by_role("link", name="提修改").click()
    sent(village, text="技术员采茶季驻村不少于二十天。")
    association.goto(f"{here}talks/")
    assert "采茶季驻" in association.inner_text(".proposal ins >> nth=0")
    association.get_by_role("button", name="采纳").click()
    assert "技术员采茶季驻村不少于二十天。" in association.inner_text(".talk >> nth=5")

    association.get_by_role("button", name="定稿，开始签署").click()
    assert "第一条" in association.inner_text("[role=alert]")
    media.goto(f"{here}talks/")
    media.get_by_role("button", name="收回我方表态").click()
    association.goto(here)
    association.get_by_role("button", name="定稿，开始签署").click()
