"""A day at the desk in a real browser: written, sent back, corrected, accepted, published, withdrawn, read on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.running_site import Site, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.enable_socket]

EDITOR, REVIEWER = "sunianci", "keyawen"
SIX = (
    ("first-review", "huanglicheng"),
    ("second-review", REVIEWER),
    ("first-proof", "qiuxiaolan"),
    ("second-proof", "tangjingru"),
    ("third-proof", "shimingde"),
    ("final-review", "zengguoliang"),
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
TITLE = "试写：村口的修车摊"


def at_the_desk(site: Site, browser: Browser, name: str, size: tuple[int, int] = (1280, 900)) -> Page:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN")
    sign_in(context, site, name)
    return context.new_page()


def press(page: Page, button: str) -> None:
    """A button under the editor, in the menu where it is folded away; then wait for the list of stories."""
    page.wait_for_load_state("networkidle")
    shown = page.locator(f"footer button[name={button}]").first
    if not shown.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").last.click()
        shown = page.locator(f"button[name={button}]:visible").first
    shown.click()
    page.wait_for_url("**/desk/stories/", timeout=90_000)


def write_and_submit(site: Site, editor: Page) -> str:
    """A new story with a picture from the shelf; gives its number once it is frozen for review."""
    editor.goto(f"{site.address}/desk/stories/add/")
    editor.fill("#id_title", TITLE)
    editor.select_option("#id_column", index=1)
    editor.locator(".c-sf-add-button").first.click()
    editor.get_by_role("option", name="段落").last.click()
    editor.locator("[name^=body-][name$=-value]").first.fill("老周的修车摊摆了三十一年，补一个胎两块钱。")
    editor.locator(".c-sf-add-button").last.click()
    editor.get_by_role("option", name="图片").last.click()
    editor.locator("[data-contentpath=body] button", has_text="选择").first.click()
    editor.locator(".modal [data-chooser-modal-choice]").first.click()
    editor.locator("input[name$=-value-alt]").first.fill("一个修车摊")
    editor.locator("input[name$=-value-caption]").first.fill("老周的摊子")
    press(editor, "action-submit")
    editor.get_by_role("link", name=TITLE).first.click()
    editor.wait_for_url(re.compile(r"/desk/stories/edit/\d+/"))
    number = editor.url.rstrip("/").rpartition("/")[2]
    assert "审核期间稿件不能修改" in editor.content()
    return number


def test_a_story_from_the_first_line_to_its_withdrawal(site: Site, browser: Browser) -> None:
    """An editor and six readers, one story with a picture and its caption: each step says in Chinese what happened."""
    editor = at_the_desk(site, browser, EDITOR)
    complaints: list[str] = []
    editor.on("pageerror", lambda fault: complaints.append(str(fault)))
    number = write_and_submit(site, editor)
    reviewer = at_the_desk(site, browser, REVIEWER)
    reviewer.goto(f"{site.address}/desk/")
    reviewer.get_by_role("link", name=TITLE).first.click()
    assert reviewer.locator("figcaption").inner_text() == "老周的摊子"
    reviewer.fill("#comment", "少一个日期")
    reviewer.locator("[name=send-back]").click()
    reviewer.get_by_text(f"“{TITLE}”已退回").wait_for()

    editor.goto(f"{site.address}/desk/stories/edit/{number}/")
    assert "审稿人退回，意见：少一个日期" in editor.content()
    words = "11月26日，老周的修车摊摆了三十一年。"
    editor.locator("[name^=body-][name$=-value]").first.fill(words)
    press(editor, "action-restart-workflow")

    for step, name in SIX:
        reader = at_the_desk(site, browser, name)
        reader.goto(f"{site.address}/desk/review/{number}/")
        assert words in reader.content()
        if reader.locator("select[name=step]").count():
            reader.select_option("select[name=step]", step)
        with reader.expect_navigation():
            reader.locator("[name=accept]").click()
        reader.get_by_text(f"“{TITLE}”").first.wait_for()
        reader.context.close()

    editor.goto(f"{site.address}/desk/stories/edit/{number}/")
    press(editor, "action-publish")
    public = editor.goto(f"{site.address}/stories/{number}/")
    assert public is not None
    assert public.status == 200
    assert words in editor.content()
    editor.goto(f"{site.address}/desk/stories/history/{number}/revisions/compare/earliest...latest/")
    assert "11月26日" in editor.locator(".addition").first.inner_text()
    editor.goto(f"{site.address}/desk/stories/history/{number}/")
    history = editor.locator("main").inner_text()
    assert "退回修改" in history
    assert "审核通过" in history
    editor.goto(f"{site.address}/desk/stories/unpublish/{number}/")
    editor.fill("#reason", "地名写错，重写")
    editor.locator("button.serious").click()
    editor.get_by_text(f"“{TITLE}”已撤回").wait_for()
    editor.goto(f"{site.address}/desk/stories/edit/{number}/")
    assert "不能再发布。原因：地名写错，重写" in editor.content()
    gone = editor.goto(f"{site.address}/stories/{number}/")
    assert gone is not None
    assert gone.status == 410
    assert complaints == []


@pytest.mark.parametrize("size", [(390, 844), pytest.param((1280, 900), marks=pytest.mark.whole)], ids=str)
def test_our_pages_of_the_desk_are_for_everyone(site: Site, browser: Browser, size: tuple[int, int]) -> None:
    """axe finds nothing on the pages that are ours, and no page of the desk scrolls sideways. Wagtail's own editor and
    lists have faults of their own there, known upstream."""
    page = at_the_desk(site, browser, EDITOR, size)
    for address in (
        "/desk/",
        "/desk/archive/",
        "/desk/archive/import/",
        "/desk/review/1/",
        "/desk/review/1/record/",
        "/desk/stories/unpublish/1/",
    ):
        answer = page.goto(f"{site.address}{address}")
        assert answer is not None
        assert answer.status == 200, address
        found = Axe().run(page, context=".desk-page", options=RULES).response["violations"]
        assert not [(one["id"], one["nodes"][0]["html"]) for one in found], address
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
    for address in (
        "/desk/stories/",
        "/desk/stories/add/",
        "/desk/images/",
        "/desk/account/",
        "/desk/stories/history/1/",
    ):
        page.goto(f"{site.address}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], address
