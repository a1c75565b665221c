"""The door of a gathering in a real browser: two phones without a signal, one of them killed, each guest once on the hub;
then minutes, a resolution that another village makes its commitment, and the story at the desk."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.apps.coordination.groups import photo
from tests.web.running_site import QUIET, sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page, Playwright

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
LIAISON, LEADER, VILLAGE, EDITOR = "chenxiaolan", "linshouqian", "chenwangshu", "sunianci"
IN_CHARGE = """async () => {
  await navigator.serviceWorker.ready;
  while (!(await caches.match("/m/gatherings/shell/"))) { await new Promise((on) => setTimeout(on, 50)); }
}"""
WAITING = "async () => (await phone.all(phone.words.account || await phone.account())).length"
# wait_for_function would take the promise itself for a yes
ALL_SENT = f"""async () => {{
  for (let look = 0; look < 300; look += 1) {{
    if ((await ({WAITING})()) === 0) {{ return true; }}
    await new Promise((on) => setTimeout(on, 100));
  }}
  return false;
}}"""


@contextmanager
def phone(tools: Playwright, folder: Path) -> Iterator[BrowserContext]:
    """A phone whose store outlives its browser: closed and opened again on the same folder it is the same phone."""
    held = tools.chromium.launch_persistent_context(
        str(folder),
        executable_path="/usr/bin/chromium",
        args=QUIET,
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
    )
    held.set_default_timeout(30_000)
    yield held
    held.close()


def at_the_door(context: BrowserContext, site: Site, username: str, door: str) -> Page:
    """Signed in, the list on the phone, the worker in charge."""
    sign_in(context, site, username)
    page = context.new_page()
    page.goto(door)
    page.evaluate(IN_CHARGE)
    page.reload()
    page.wait_for_selector("#door[data-ready]")
    return page


def planned(page: Page, site: Site) -> str:
    """A theme day that begins now, three organisations and two guests by name invited, announced: its address."""
    page.goto(f"{site.address}/office/gatherings/new/")
    page.select_option("[name=organiser]", label="闽山促进会")
    page.fill("[name=title]", "没有信号的主题党日")
    now = page.evaluate(
        "() => { const d = new Date(Date.now() + 8 * 36e5 - 36e5); return d.toISOString().slice(0, 16); }"
    )
    later = page.evaluate(
        "() => { const d = new Date(Date.now() + 8 * 36e5 + 36e5); return d.toISOString().slice(0, 16); }"
    )
    page.fill("[name=begins_at]", now)
    page.fill("[name=ends_at]", later)
    page.fill("[name=place]", "张洋村桥亭")
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile(r"/office/gatherings/\d+/$"))
    here = page.url
    page.goto(f"{here}invite/")
    for place, name in enumerate(("张洋村", "黄龙村", "山海新闻"), start=1):
        page.fill(f"[name=house_{place}]", name)
    page.fill("[name=names]", "林来宾，莆田学院\n陈来宾\n王来宾")
    page.click("main form button[type=submit]")
    page.wait_for_url(f"{here}guests/")
    page.goto(here)
    page.click("form[action$='/announce/'] button")
    page.wait_for_selector("text=活动已发布")
    return here


def test_a_theme_day_without_a_signal(site: Site, tmp_path: Path) -> None:
    """Planned, replied to, signed in by two phones offline (reloaded, killed), once on the hub; then what came of it."""
    with sync_playwright() as tools:
        desk = tools.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        office = desk.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        sign_in(office, site, LIAISON)
        page = office.new_page()
        page.set_default_timeout(30_000)
        here = planned(page, site)
        door = here.replace("/office/", "/m/") + "door/"
        village = desk.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        sign_in(village, site, VILLAGE)
        replying = village.new_page()
        replying.goto(here.replace("/office/", "/m/"))
        form = replying.locator("form.g-reply").first
        form.locator("[name$=-people]").fill("2")
        form.locator("button[value=yes]").click()
        replying.wait_for_selector("text=回复已保存")

        without_a_signal(tools, site, door, tmp_path)
        # the second phone was killed while it had no signal
        page.goto(here)
        assert page.locator(".gathering-names li").count() == 2
        with phone(tools, tmp_path / "two") as two:
            again = two.new_page()
            again.goto(door)
            again.wait_for_selector("#door[data-ready]")
            assert again.evaluate(ALL_SENT)
            again.reload()
            again.wait_for_selector("#door[data-ready]")
            assert again.inner_text("#door-came") == "5"
            take_photographs(again, here.replace("/office/", "/m/"), tmp_path)
        page.goto(here)
        names = sorted(page.locator(".gathering-names li").all_inner_texts())
        assert len(names) == 5, names
        assert sum("林来宾" in name for name in names) == 1
        resolved(page, replying, here)
        told(page, desk, site, here)
        desk.close()


def without_a_signal(tools: Playwright, site: Site, door: str, folder: Path) -> None:
    """Two phones at the door: the first gets its signal back, the second is killed with four sign-ins on it."""
    with phone(tools, folder / "one") as one, phone(tools, folder / "two") as two:
        first, second = at_the_door(one, site, LIAISON, door), at_the_door(two, site, LEADER, door)
        code = first.evaluate(
            "() => JSON.parse(document.getElementById('door-kept').textContent).guests[0].id"
        )
        one.set_offline(True)
        two.set_offline(True)
        first.click("#door-list button:has-text('林来宾')")
        second.click("#door-list button:has-text('林来宾')")  # seen at both doors
        second.click("#door-list button:has-text('陈来宾')")
        first.fill("#walk-in-name", "路过的乡亲")
        first.click("#door-walk-in button")
        first.wait_for_selector("text=路过的乡亲 已签到")
        first.fill("#door-code-field", f"{code}-AAAAAAAA")
        first.click("#door-code button")
        first.wait_for_selector("#door-said[data-kind=stop]")  # forged, and known as such without a signal
        second.reload()  # now the worker's page, which knows nobody
        second.wait_for_selector("#door[data-ready]")
        assert second.inner_text("#door-came") == "2"
        second.click("#door-list button:has-text('王来宾')")
        second.click("#door-list button:has-text('王来宾')")
        second.wait_for_selector("#door-said[data-kind=warn]")
        second.fill("#walk-in-name", "隔壁村会计")
        second.click("#door-walk-in button")
        second.wait_for_selector("text=隔壁村会计 已签到")
        assert second.evaluate(WAITING) == 4
        one.set_offline(False)
        first.evaluate("() => phone.flush()")
        first.wait_for_selector("#waiting", state="hidden")


def take_photographs(page: Page, here: str, folder: Path) -> None:
    """Two photographs with a sentence, written without a signal and sent once."""
    files = []
    for number in (1, 2):
        path = folder / f"照片{number}.jpg"
        path.write_bytes(photo(300 + number, 200, gps=True))
        files.append(str(path))
    page.goto(here)
    page.wait_for_selector("#note[data-ready]")
    page.context.set_offline(True)
    page.fill("#note-text", "大家到齐了")
    page.set_input_files("#note-photos", files)
    page.wait_for_selector("#note-shots li:nth-child(2) img")
    page.click("#note button[type=submit]")
    page.wait_for_selector("#waiting li[data-state=waiting]")
    page.reload()
    page.wait_for_selector("#waiting li[data-state=waiting]")
    page.context.set_offline(False)
    page.evaluate("() => phone.flush()")
    page.wait_for_selector("#waiting", state="hidden")
    page.goto(here)
    assert page.locator(".g-notes li:has-text('大家到齐了')").count() == 1
    assert page.locator(".g-notes .shots img").count() == 2


def resolved(page: Page, village: Page, here: str) -> None:
    """It took place; minutes; a resolution of another village, which accepts it on its phone."""
    page.click("form[action$='/hold/'] button")
    page.goto(f"{here}minutes/")
    page.fill("[name=minutes]", "一、学习。二、座谈。")
    page.fill("[name=summary]", "大家在桥亭学习，随后座谈。")
    page.click("main form button[type=submit]")
    page.wait_for_url(here)
    page.goto(f"{here}resolutions/new/")
    page.fill("[name=text]", "腊月前把水渠清一遍")
    page.fill("[name=giver]", "涵江区新县镇张洋村")
    page.fill("[name=receiver]", "闽山乡村共建促进会（演示）")
    page.select_option("[name=work_area]", "livelihood")
    day = page.evaluate("() => new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10)")
    page.fill("[name=due_on]", day)
    page.click("main form button[type=submit]")
    page.wait_for_url(here)
    assert page.locator("#resolutions form[action$='/accept/']").count() == 0  # it is not theirs to promise
    village.goto(here.replace("/office/", "/m/"))
    village.click("#resolutions form[action$='/accept/'] button")
    village.wait_for_selector("text=已成为承诺事项")
    village.click("#resolutions a")
    assert "腊月前把水渠清一遍" in village.inner_text("main")
    village.click("main a:has-text('没有信号的主题党日')")
    village.wait_for_selector("#resolutions")


def told(page: Page, desk: object, site: Site, here: str) -> None:
    """The draft with two photographs is what the editor sees on the desk."""
    page.goto(f"{here}tell/")
    page.select_option("[name=newsroom]", label="山海新闻")
    for box in page.locator("[name=photos]").all():
        box.check()
    page.click("main form button[type=submit]")
    page.wait_for_url(here)
    editor = desk.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})  # type: ignore[attr-defined] # a browser
    sign_in(editor, site, EDITOR)
    seen = editor.new_page()
    seen.goto(f"{site.address}/desk/")
    seen.locator("a:has-text('没有信号的主题党日')").first.click()
    seen.wait_for_function(
        "() => [...document.querySelectorAll('textarea')].some((one) => one.value.includes('随后座谈'))"
    )
    values = seen.evaluate("() => [...document.querySelectorAll('textarea')].map((one) => one.value).join()")
    assert "5人参加活动" in values
    assert "大家在桥亭学习，随后座谈。" in values
    assert "林来宾" not in values
    assert seen.locator("[data-streamfield-child] .chooser__image").count() >= 2
