"""From an agreed rhythm to silence: dated, reminded on the page and in the group's chat, late, before the leader, done; and
from an agenda to a commitment in somebody's calendar. Every step is a page as its users have it; days pass by argument."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar

from lianjian.adapters.messaging.feishu.simulator import FeishuPlatform
from lianjian.adapters.messaging.simulating import Chat, running
from lianjian.kernel.clock import CHINA, wall_clock
from tests.cli.running import environment, free_port
from tests.homes import new_home
from tests.journeys.hub import Hub, demonstration_hub, signed_in
from tests.web.running_site import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
LIAISON, SECRETARY, LEADER = "chenxiaolan", "chenwangshu", "linshouqian"
WHAT = "报一次长者食堂的台账"
TOKEN, SECRET = "journey-robot-token", "journey-secret"
WORK = """
import sys, json
from datetime import datetime
import django
django.setup()
from lianjian.apps.coordination.tasks import make_due_duties
from lianjian.apps.reminders.tasks.sending import send_due
from lianjian.apps.reminders.tasks.walking import walk
now = datetime.fromisoformat(sys.argv[1])
make_due_duties()
print(json.dumps({"walked": walk(now), "sent": send_due(now)}))
"""
"""The worker's jobs at a moment that is given: the clock is an argument of theirs."""


def working_morning(after: int) -> datetime:
    """Nine o'clock in China of a working day, so many days from now or a little more."""
    day = datetime.now(CHINA).date() + timedelta(days=after)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), CHINA)


def work(hub: Hub, now: datetime) -> dict[str, object]:
    answer = subprocess.run(
        [sys.executable, "-c", WORK, now.isoformat()],
        env=environment(
            hub.home, DJANGO_SETTINGS_MODULE="lianjian.settings.embedded", LIANJIAN_BASE_URL=hub.address
        ),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    told: dict[str, object] = json.loads(answer.stdout)
    return told


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as running_hub:
        yield running_hub


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as held:
        yield held


def send(page: Page) -> None:
    """Press the button of the page's form."""
    with page.expect_navigation():
        page.locator("main form button.go").first.click()


def said(chat: Chat) -> str:
    return json.dumps(chat.taken, ensure_ascii=False)


def test_from_a_rhythm_to_silence_and_from_an_agenda_to_a_calendar(hub: Hub, browser: Browser) -> None:
    """One duty all the way, then one decision all the way."""
    chat = Chat(TOKEN, SECRET)
    with running(FeishuPlatform(), [chat], port=free_port(), clock=wall_clock) as platform:
        store_robot(hub, browser, platform, chat)
        morning = working_morning(1)
        agree(hub, browser, morning)
        work(hub, morning)
        assert WHAT in said(chat)
        assert "陈望舒" not in said(chat)
        reminded_on_the_phone(hub, browser)
        before_the_leader(hub, browser)
        done(hub, browser)
        chat.taken.clear()
        work(hub, working_morning(40))
        assert WHAT not in said(chat)
    meet_and_promise(hub, browser)
    subscribe(hub, browser)


def store_robot(hub: Hub, browser: Browser, platform: str, chat: Chat) -> None:
    """The liaison officer stores the address of the group's robot; the trial arrives, signed."""
    context = signed_in(browser, hub, LIAISON)
    page = context.new_page()
    page.goto("/office/groups/1/robots/new/")
    page.check("input[name=kind][value=feishu]")
    page.fill("input[name=name]", "张洋联络群")
    page.fill("input[name=webhook]", f"{platform}/open-apis/bot/v2/hook/{TOKEN}")
    page.fill("input[name=secret]", SECRET)
    send(page)
    send(page)
    assert "测试消息已送达" in page.inner_text("main")
    assert "测试消息" in said(chat)
    assert TOKEN not in page.content()
    context.close()


def agree(hub: Hub, browser: Browser, morning: datetime) -> None:
    """A rhythm of the village whose first day lies 23 days before that morning."""
    context = signed_in(browser, hub, LIAISON)
    page = context.new_page()
    page.goto("/office/groups/1/rhythms/new/")
    page.select_option("select[name=organisation]", label="张洋村")
    page.fill("input[name=what]", WHAT)
    page.fill("input[name=every]", "60")
    page.select_option("select[name=period]", "week")
    page.fill("input[name=starts_on]", (morning.date() - timedelta(days=23)).isoformat())
    send(page)
    assert "每 60 周" in page.inner_text("main")
    context.close()


def reminded_on_the_phone(hub: Hub, browser: Browser) -> None:
    """The bell counts; the page says what and how late; the duty says when it was asked for."""
    context = signed_in(browser, hub, SECRETARY)
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/m/")
    bell = page.locator("a.bell")
    assert int(bell.inner_text()) > 0
    with page.expect_navigation():
        bell.click()
    assert WHAT in page.inner_text("main")
    page.goto("/m/")
    assert page.locator("a.bell").inner_text().strip() == ""
    page.goto("/m/reminders/")
    with page.expect_navigation():
        page.get_by_role("link", name=WHAT).click()
    assert "最近提醒" in page.inner_text("main")
    context.close()


def before_the_leader(hub: Hub, browser: Browser) -> None:
    """21 days late: it was told to the leader, and stands on the list with what was sent."""
    context = signed_in(browser, hub, LEADER)
    page = context.new_page()
    page.goto("/m/reminders/")
    assert WHAT in page.inner_text("main")
    page.goto("/m/silent/")
    line = page.locator("main li", has_text=WHAT)
    assert "报组长" in line.inner_text()
    assert "飞书群机器人" in line.inner_text()
    context.close()


def done(hub: Hub, browser: Browser) -> None:
    """The secretary says that it is done; nobody is asked for it any more."""
    context = signed_in(browser, hub, SECRETARY)
    page = context.new_page()
    page.goto("/m/reminders/")
    with page.expect_navigation():
        page.get_by_role("link", name=WHAT).click()
    page.locator("details summary", has_text="不写").or_(
        page.locator("#answer details summary")
    ).first.click()
    send(page)
    page.goto("/m/reminders/")
    assert WHAT not in page.inner_text("main")
    context.close()
    leader = signed_in(browser, hub, LEADER)
    look = leader.new_page()
    look.goto("/m/silent/")
    assert WHAT not in look.inner_text("main")
    leader.close()


def meet_and_promise(hub: Hub, browser: Browser) -> None:
    """A meeting with an agenda, its minutes, and a decision that becomes a commitment."""
    context = signed_in(browser, hub, LIAISON)
    page = context.new_page()
    page.goto("/office/groups/1/meetings/plan/")
    page.fill("input[name=title]", "夜校专题会")
    soon = datetime.now(CHINA) + timedelta(days=2)
    page.fill("input[name=held_at]", soon.strftime("%Y-%m-%dT%H:%M"))
    page.fill("textarea[name=agenda]", "教室\n老师")
    send(page)
    assert "教室" in page.inner_text("main")
    with page.expect_navigation():
        page.locator("main a.btn.go").click()
    page.fill("input[name=held_at]", (datetime.now(CHINA) - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    page.fill("textarea[name=decision_1]", "促进会请四位老师来上课")
    send(page)
    with page.expect_navigation():
        page.locator("main a", has_text="转为承诺事项").click()
    assert page.input_value("textarea[name=text]") == "促进会请四位老师来上课"
    page.select_option("select[name=giver]", label="闽山促进会")
    page.select_option("select[name=receiver]", label="张洋村")
    page.select_option("select[name=work_area]", index=4)
    page.fill("input[name=due_on]", (datetime.now(CHINA).date() + timedelta(days=60)).isoformat())
    send(page)
    with page.expect_navigation():
        page.locator("main a", has_text="所转承诺事项").click()
    assert "促进会请四位老师来上课" in page.inner_text("h1")
    context.close()


def subscribe(hub: Hub, browser: Browser) -> None:
    """The liaison officer gets the address of the own calendar; any program reads it there: the commitment is in it."""
    context = signed_in(browser, hub, LIAISON)
    page = context.new_page()
    page.goto("/m/calendar/")
    send(page)
    address = page.inner_text("#calendar-address").strip()
    assert page.locator("div.qr svg").is_visible()
    context.close()
    titles = [str(one["SUMMARY"]) for one in Calendar.from_ical(hub.get(address)).walk("VEVENT")]
    assert any("促进会请四位老师来上课" in title for title in titles)
