"""In a real browser: a clause becomes a commitment by quarters, its value goes back and forth, the matrix, the board and the
report show what came of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.network import today
from tests.web.running_site import LANGUAGES, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
TEXT = "派农技员进村，教会二百人次修剪茶树"


def of(browser: Browser, site: Site, username: str, width: int) -> BrowserContext:
    context = browser.new_context(viewport={"width": width, "height": 844}, locale=LANGUAGES["zh"])
    sign_in(context, site, username)
    return context


def report(page: Page, address: str, value: str, proof: Path | None = None) -> None:
    """Type a value into the form of its period and send it."""
    page.goto(address)
    form = page.locator("#report form")
    form.locator("input[name=value]").fill(value)
    if proof is not None:
        form.locator("input[type=file]").set_input_files(proof)
    with page.expect_navigation():  # the phone asks first whether there is a line
        form.locator("button[type=submit]").click()


def promise(page: Page, address: str) -> str:
    """Fill in the form for quarters; a rounded target is told beside its field and stays. Gives the address of what was made."""
    page.goto(address)
    assert page.locator("select[name=clause_position]").input_value() == "2"
    page.locator("select[name=receiver]").select_option(label="张洋村")
    chosen = {"work_area": "technology", "unit": "people-trained", "counting": "adds-up", "cut": "quarter"}
    for name, value in chosen.items():
        page.locator(f"select[name={name}]").select_option(value)
    page.locator("textarea[name=text]").fill(TEXT)
    page.locator("input[name=first_day]").fill((today() - timedelta(days=200)).isoformat())
    page.locator("input[name=due_on]").fill((today() + timedelta(days=20)).isoformat())
    page.locator("button[name=more]").click()
    targets = page.locator("input[name^=target_]")
    for place in range(targets.count()):
        targets.nth(place).fill("50" if place else "约50")
    page.locator("form.form button.go").click()
    assert "不是准确的数" in page.locator(".field.bad").inner_text()
    assert targets.first.input_value() == "约50"
    targets.first.fill("50")
    page.locator("form.form button.go").click()
    return page.locator("main a", has_text=TEXT).first.get_attribute("href") or ""


def negotiate(mine: Page, theirs: Page, first: str, proof: Path) -> None:
    """On two phones: text is refused, a value is reported with its proof, returned, corrected and approved."""
    report(mine, first, "约60", proof)
    assert "不是准确的数" in mine.locator("#report .field.bad").inner_text()
    report(mine, first, "６０", proof)
    theirs.goto(first)
    theirs.locator("#answer summary").click()
    theirs.locator("#answer textarea").fill("签到表只有五十八人")
    with theirs.expect_navigation():
        theirs.locator("#answer details button[type=submit]").click()
    assert "签到表只有五十八人" in theirs.locator("main").inner_text()
    report(mine, first, "58")
    theirs.goto(first)
    with theirs.expect_navigation():
        theirs.locator("#answer button.go").click()
    assert "58" in theirs.locator(".reach .n").inner_text()


def test_from_a_clause_to_the_report(browser: Browser, site: Site, tmp_path: Path) -> None:
    """The whole way, as the liaison officer and the first secretary go it; then the cell of the matrix leads to the list, the
    board has the longest late first, and the report is a PDF."""
    desk = of(browser, site, "chenxiaolan", 1280)
    page = desk.new_page()
    page.goto(f"{site.address}/office/agreements/")
    found = page.locator("main a", has_text="张洋").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    agreement = min(int(number) for href in found for number in re.findall(r"/agreements/(\d+)/", href))
    made = promise(page, f"{site.address}/office/agreements/{agreement}/commitments/new/?clause=2")
    phone, village = of(browser, site, "chenxiaolan", 390), of(browser, site, "chenwangshu", 390)
    proof = tmp_path / "签到.pdf"
    proof.write_bytes(b"%PDF-1.7 x")
    negotiate(phone.new_page(), village.new_page(), f"{site.address}{made}periods/1/", proof)

    page.goto(f"{site.address}/office/matrix/?agreement={agreement}")
    page.locator(".grid-of tbody td a").first.click()
    assert "/office/commitments/" in page.url
    page.goto(f"{site.address}/office/board/?next=do")
    days = [int(word) for word in page.locator("table td:first-child b").all_inner_texts()]
    assert days
    assert days == sorted(days, reverse=True)
    page.goto(f"{site.address}/office/synergy/")
    assert page.locator(".equation").count()
    paper = desk.request.get(site.address + (page.locator(".title a.btn").first.get_attribute("href") or ""))
    assert paper.body().startswith(b"%PDF-")
    for context in (desk, phone, village):
        context.close()
