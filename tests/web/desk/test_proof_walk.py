"""Proofreading in a real browser: by keyboard from place to place, and free of faults for everyone in both sizes."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.apps.newsroom.articles import article, mirrored
from tests.huanyuan.corruptor import Mirror
from tests.web.desk.test_matrix_pages import RULES, SIZES, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
PICTURES = os.environ.get("LIANJIAN_PICTURES", "")
TEXT = (
    "乡村夜校开课了\n近日，张洋村的夜校开课了，村民们从田里赶来，把会议室坐得满满当当。\n"
    "“以前学东西要跑到镇上，现在家门口就能学。”种了二十年枇杷的老林说。\n"
    "“标准统一之后，客户投诉少了一半多。”合作社负责人说，“今年还要把数据记下来，都要查得到。”\n"
    "“孩子们都在外面打工，会视频就能见面。”陈奶奶说。"
)


LATER = (
    "水渠通到了梯田\n日前，后溪村的水渠修好了，停了八年的水又流进了梯田。\n"
    "“去年这时候还靠人挑水，今年开闸就有。”看水的吴伯说，“秧插得比往年早了半个月。”\n"
    "“渠修好了，关键在管。”村里的会计翻着本子，“每户出工多少，都记着，都看得见。”"
)


def brought_home(page: Page, site: Site, text: str = TEXT) -> str:
    """The address of the proofreading page of a mangled article that was just imported."""
    hand_in(page, site, Mirror().apply(text + f"\n第{random.randrange(10**9)}期。").encode())
    page.goto(f"{site.address}/desk/archive/?open=1")
    return page.locator(".listing-items a").first.get_attribute("href") or ""


def hand_in(page: Page, site: Site, mangled: bytes) -> str:
    """Import one file; where its text is proofread."""
    page.goto(f"{site.address}/desk/archive/import/")
    page.set_input_files(
        "input[type=file]", [{"name": "夜校.txt", "mimeType": "text/plain", "buffer": mangled}]
    )
    with page.expect_navigation():
        page.locator("form:has(input[type=file]) button[type=submit]").click()
    return page.locator('.listing-items a[href^="/desk/archive/"]').first.get_attribute("href") or ""


def copied(page: Page, site: Site) -> str:
    """The address on which another mangling of an article is compared with it."""
    hand_in(page, site, mirrored(41))
    page.goto(f"{site.address}{hand_in(page, site, Mirror().apply(article(41)).encode())}origin/")
    return page.locator('a[href*="/copies/"]').first.get_attribute("href") or ""


def proposed(page: Page, site: Site, item: str) -> str:
    """The address on which a newer repair of an item is decided on: an older version had read it otherwise."""
    with closing(sqlite3.connect(site.home / "lianjian.sqlite3", timeout=30)) as database, database:
        database.execute(
            "UPDATE newsroom_archive_item SET huanyuan_version = '0.0.1', "
            "repaired_text = replace(replace(repaired_text, '枇杷', '批把'), '合作社', '合乍社') WHERE id = ?",
            [int(item.split("/")[3])],
        )
    page.goto(f"{site.address}{item}origin/")
    with page.expect_navigation():
        page.locator('form[action$="/again/"] button').click()
    return page.url.removeprefix(site.address)


def moved_on(page: Page, place: str) -> None:
    """Wait until another place is in hand."""
    page.locator(f"#place-{place}").wait_for(state="hidden")


def in_hand(page: Page) -> str:
    return page.locator("#walk li:not([hidden])").get_attribute("data-place") or ""


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def faults_of(page: Page, site: Site, looked_at: dict[str, str]) -> list[str]:
    """What axe finds, and which pages scroll sideways, by day and by night in both sizes; proposal and copy once in each."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            once = (scheme == "dark") == (width == SIZES[0][0])
            for name, part in looked_at.items():
                if once and name in {"proposal", "copy"}:
                    continue
                page.goto(f"{site.address}{part}")
                for violation in Axe().run(page, options=RULES).response["violations"]:
                    nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                    found.append(f"{scheme} {width} {name} {violation['id']} {nodes}")
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    found.append(f"{width} is too narrow for {name}")
                if PICTURES:
                    page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    return found


def test_places_are_walked_and_decided_by_keyboard(site: Site, browser: Browser) -> None:
    """j and k walk, Enter confirms and leads on, a letter types, Escape puts back; the focus never leaves the walk until it is
    let go; the last decision leads to the story. axe finds nothing and nothing scrolls sideways on the way."""
    context = opened(browser, site, *SIZES[1])
    page = context.new_page()
    address = brought_home(page, site)
    page.goto(f"{site.address}{address}#walk")
    places = page.locator("#walk li").evaluate_all("rows => rows.map(row => row.dataset.place)")
    assert len(places) >= 3
    page.goto(f"{site.address}{address}?place={places[0]}#walk")
    assert focused(page) == "walk"
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    assert in_hand(page) == places[2]
    page.keyboard.press("k")
    assert (in_hand(page), focused(page)) == (places[1], "walk")
    page.keyboard.press("x")
    assert page.locator(f"#chosen-{places[1]}").input_value() == "x"
    page.keyboard.press("Escape")
    assert focused(page) == "walk"
    assert page.locator(f"#chosen-{places[1]}").input_value() != "x"
    page.keyboard.press("Enter")
    moved_on(page, places[1])
    assert (in_hand(page), focused(page)) == (places[2], "walk")
    assert page.locator(f"#doubt-{places[1]}.doubt-confirmed").count() == 1
    assert page.locator("[data-desk-log] li").count() == 1
    page.keyboard.press("e")
    page.keyboard.press("Delete")
    page.keyboard.press("Enter")
    said = page.locator(f"#place-{places[2]} [role=alert]")
    said.wait_for()
    assert "不能留空" in said.inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('.doubt').id") == f"doubt-{places[2]}"
    found = faults_of(
        page,
        site,
        {
            "proposal": proposed(page, site, address),
            "copy": copied(page, site),
            "proof": f"{address}?guess=0",
            "origin": f"{address}origin/",
            "archive": "/desk/archive/",
        },
    )
    assert not found, "\n".join(found)
    page.goto(f"{site.address}{address}?place={places[2]}#walk")
    for place in places[2:]:
        page.keyboard.press("Enter")
        moved_on(page, place)
    page.keyboard.press("Enter")
    page.locator("#decided a").wait_for()
    assert page.locator("[data-desk-log] li").count() == len(places)
    context.close()


def test_the_walk_needs_no_script(site: Site, browser: Browser) -> None:
    """Links lead to the next place, the button decides, Tab reaches both; what was done is said in sight."""
    context = opened(browser, site, *SIZES[0])
    page = context.new_page()
    address = brought_home(page, site, LATER)  # the words of the first would be its copy
    kept = context.storage_state()
    context.close()
    context = browser.new_context(
        viewport={"width": SIZES[0][0], "height": SIZES[0][1]}, java_script_enabled=False, storage_state=kept
    )
    page = context.new_page()
    page.goto(f"{site.address}{address}")
    first = in_hand(page)
    page.locator("#walk li:not([hidden]) a[rel=next]").click()
    second = in_hand(page)
    assert second != first
    page.locator("#walk li:not([hidden]) form button:not([name])").click()
    assert in_hand(page) not in {first, second}
    assert page.locator(f"#place-{second}").get_attribute("data-state") == "confirmed"
    page.goto(f"{site.address}{address}?guess=0")
    page.locator(".guesses form button:not([name])").first.click()
    assert page.locator(".messages > ul").evaluate("list => getComputedStyle(list).opacity") == "1"
    context.close()
