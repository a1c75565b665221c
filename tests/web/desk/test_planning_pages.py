"""The pages of planning in a real browser, over the demonstration: for everyone to use, in both sizes, and walked once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.desk.test_matrix_pages import EDITOR, RULES, SIZES, opened
from tests.web.running_site import LANGUAGES, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
PICTURES = os.environ.get("LIANJIAN_PICTURES", "")
DESK = {
    "calendar": "/desk/planning/",
    "topic-new": "/desk/planning/new/",
    "assignments": "/desk/planning/assignments/?of=all",
    "leads": "/desk/leads/?state=all",
    "entries": "/desk/leads/entries/",
    "series-list": "/desk/series/",
    "held": "/desk/held/",
}
FIRST_OF = {
    "topic": ("/desk/planning/", "main a[href*='/desk/planning/topics/']"),
    "assignment": (
        "/desk/planning/assignments/",
        "ol.lst a.plain",
    ),
    "lead": ("/desk/leads/", "ol.lst a.plain[href*='/desk/leads/']"),
    "series": ("/desk/series/", "ol.lst a.plain"),
}


def test_every_page_of_planning_is_accessible_and_fits(site: Site, browser: Browser) -> None:
    """axe finds nothing and nothing scrolls sideways at 390 and 1280, light and dark; the month is a grid only on a wide
    screen; a topic is proposed and approved pages show it."""
    context = opened(browser, site, *SIZES[1])
    page = context.new_page()
    addresses = dict(DESK)
    for name, (start, first) in FIRST_OF.items():
        page.goto(f"{site.address}{start}")
        addresses[name] = page.locator(first).first.get_attribute("href") or ""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            for name, address in addresses.items():
                answer = page.goto(f"{site.address}{address}")
                assert answer is not None
                assert answer.status == 200, address
                for summary in page.locator("main summary").all():
                    summary.click()
                for violation in Axe().run(page, options=RULES).response["violations"]:
                    nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                    found.append(f"{scheme} {width} {name} {violation['id']} {nodes}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    found.append(f"{width} {name} is {wide} wide")
                if name == "calendar":
                    assert page.locator("table.month").is_visible() == (width > 960)
                if PICTURES:
                    page.screenshot(path=Path(PICTURES) / f"{name}-{width}-{scheme}.png", full_page=True)
    context.close()
    assert not found, "\n".join(found)


def test_the_phone_offers_an_entry_and_answers_an_assignment(site: Site, browser: Browser) -> None:
    """A first secretary offers an entry; an editor says on the phone why they cannot; axe finds nothing on the way."""
    found = []
    width, height = SIZES[0]

    def look(name: str) -> None:
        for violation in Axe().run(page, options=RULES).response["violations"]:
            found.append(
                f"{name} {violation['id']} {[node['html'][:120] for node in violation['nodes'][:3]]}"
            )
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} is too wide")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"phone-{name}.png", full_page=True)

    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES["zh"])
    sign_in(context, site, "guojingshu")
    page = context.new_page()
    page.goto(f"{site.address}/m/log/")
    entry = page.locator("main a[href*='/m/log/']:not([href$='/new/'])").first.get_attribute("href") or ""
    page.goto(f"{site.address}{entry}")
    look("entry")
    page.goto(f"{site.address}{entry}offer/")
    look("offer")
    page.fill("textarea[name=note]", "村里人都愿意讲")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    look("entry-offered")
    page.goto(f"{site.address}/m/leads/")
    assert page.locator("ol.lst li").count() == 1
    look("leads")
    context.close()
    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES["zh"])
    sign_in(context, site, EDITOR)
    page = context.new_page()
    page.goto(f"{site.address}/m/assignments/")
    look("assignments")
    with page.expect_navigation():
        page.locator("ol.lst a.plain").first.click()
    look("assignment")
    page.fill("input[name=cannot]", "那天值班")
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()
    assert "那天值班" in page.locator("main").inner_text()
    context.close()
    assert not found, "\n".join(found)
