"""The phone pages in a real browser: accessible, never wider than the screen, quiet in the console."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.running_site import LANGUAGES, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
SIZES = ((390, 844), (1280, 900))
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LAYOUT = {"runOnly": ["target-size", "scrollable-region-focusable"]}
"""What can differ by the width of the screen; the rest is asked once, on the phone."""
START = (
    "/m/",
    "/m/log/new/",
    "/m/log/",
    "/m/commitments/",
    "/m/glance/",
    "/m/groups/",
    "/m/handovers/",
    "/m/obstacles/",
    "/m/shell/",
)
KIND = re.compile(r"\d+")


def pages_of(page: Page, site: Site) -> list[str]:
    """The first pages and one of each kind that they lead to."""
    found, kinds = list(START), set(START)
    for address in START:
        page.goto(site.address + address)
        for link in page.eval_on_selector_all(
            "main a[href]", "all => all.map((a) => a.getAttribute('href'))"
        ):
            path = urlsplit(urljoin(site.address + address, link)).path
            kind = KIND.sub("#", path)
            if (
                path.startswith("/m/")
                and kind not in kinds
                and "/photos/" not in path
                and "/evidence/" not in path
            ):
                kinds.add(kind)
                found.append(path)
    return found


@pytest.mark.parametrize(
    ("who", "scheme"),
    [
        ("chenwangshu", "light"),
        ("linshouqian", "light"),
        pytest.param("chenwangshu", "dark", marks=pytest.mark.whole),
    ],
)
def test_every_page_is_accessible_and_fits(browser: Browser, site: Site, who: str, scheme: str) -> None:
    """axe finds nothing, no page scrolls sideways, no script fails; with everything unfolded. By night and in
    English on the phone only."""
    found: list[object] = []
    for width, height in SIZES if scheme == "light" else SIZES[:1]:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type] # light or dark
            locale=LANGUAGES["zh" if scheme == "light" else "en"],
            service_workers="block",
        )
        sign_in(context, site, who)
        page = context.new_page()
        page.on("pageerror", lambda error: found.append(str(error)))
        for path in pages_of(page, site):
            page.goto(site.address + path)
            page.eval_on_selector_all("main details", "all => all.forEach((one) => { one.open = true; })")
            faults = Axe().run(page, options=RULES if width == SIZES[0][0] else LAYOUT).response["violations"]
            found += [(path, width, fault["id"], fault["nodes"][0]["html"][:120]) for fault in faults]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found.append((path, width, "wider than the screen"))
        context.close()
    assert found == []


def test_the_glance_is_one_screen(browser: Browser, site: Site) -> None:
    """A leader's glance needs no scrolling on a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    sign_in(context, site, "linshouqian")
    page = context.new_page()
    page.goto(f"{site.address}/m/glance/")
    assert page.evaluate("document.documentElement.scrollHeight") <= 844
    context.close()
