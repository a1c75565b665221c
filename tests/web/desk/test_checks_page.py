"""The page of the checks in a real browser: seen on a phone and a desk, answered, free of faults for everyone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.desk.test_matrix_pages import RULES, SIZES, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
EMPTY = ("subtitle", "column", "cover", "byline", "source", "happened_on", "party", "division", "go_live_at")
PICTURES = os.environ.get("LIANJIAN_PICTURES", "")


def test_the_checks_are_read_and_answered(site: Site, browser: Browser) -> None:
    """A draft with a number: the page fits both sizes, light and dark, axe finds nothing, the reason is kept."""
    context = opened(browser, site, *SIZES[0])
    page = context.new_page()
    page.goto(f"{site.address}/desk/stories/add/")
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value") or ""
    form = {
        "csrfmiddlewaretoken": token,
        "title": "张洋村夜校开课,报名从速",
        "digest": "报名请打１３８ ００１３ ８０００，车牌闽A12345，2024年11月25日（星期二）开课。",
        "loudspeaker": "请打13900139000。。",
        **dict.fromkeys(EMPTY, ""),
        "body-count": "0",
    }
    answer = context.request.post(
        f"{site.address}/desk/stories/add/",
        form=form,
        headers={"Referer": f"{site.address}/desk/stories/add/"},
    )
    story = answer.url.rstrip("/").rpartition("/")[2]
    assert story.isdigit(), answer.url
    found = []
    for scheme in ("light", "dark"):
        for width, height in SIZES:
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{site.address}/desk/checks/{story}/")
            assert page.locator("input[name=reason]").count() == 2
            for violation in Axe().run(page, options=RULES).response["violations"]:
                nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                found.append(f"{scheme} {width} {violation['id']} {nodes}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append(f"{width} is too narrow")
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"checks-{width}-{scheme}.png", full_page=True)
    assert not found
    page.fill("input[name=reason] >> nth=0", "镇政府值班手机，对外公开")
    with page.expect_navigation():
        page.locator("form:has(input[name=reason]) button").first.click()
    assert page.locator("input[name=reason]").count() == 1
    assert "镇政府值班手机，对外公开" in page.locator("main").inner_text()
    context.close()
