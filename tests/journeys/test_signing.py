"""An agreement from its frozen text to a file that anybody can check: one party signs on the phone, two on paper with two
attesters, and a flipped byte is found. Every step is a page or a command as its users have it."""

from __future__ import annotations

import hashlib
import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from lianjian.kernel.clock import civil_date, wall_clock
from tests.homes import new_home
from tests.journeys.hub import Hub, demonstration_hub, signed_in
from tests.web.running_site import chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
LEADER, LIAISON, VILLAGE = "linshouqian", "chenxiaolan", "huangguomao"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    with demonstration_hub(new_home(tmp_path_factory, "demonstration")) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as held:
        yield held


def test_from_a_frozen_text_to_a_file_that_anybody_can_check(
    hub: Hub, browser: Browser, tmp_path: Path
) -> None:
    """Signed on the phone and on paper, in force, downloaded, verified by a stranger; changed, it is found out."""
    phone = signed_in(browser, hub, LEADER).new_page()
    phone.goto("/m/agreements/")
    phone.get_by_role("link", name="黄龙村").first.click()
    number = re.search(r"/agreements/(\d+)/", phone.url)
    assert number is not None
    phone.locator("#sign form button").click()
    phone.get_by_text("已签署。").first.wait_for()

    office = signed_in(browser, hub, LIAISON).new_page()
    office.goto(f"/office/agreements/{number[1]}/")
    office.get_by_role("link", name="上传签字扫描件").click()
    bring(office, tmp_path)
    scan = office.url
    office.get_by_role("button", name="确认是这份文本").click()
    office.get_by_text("还需要另一方").first.wait_for()

    village = signed_in(browser, hub, VILLAGE).new_page()
    village.goto("/office/")
    village.locator(f"a[href='{scan.removeprefix(hub.address)}']").click()
    village.get_by_role("button", name="确认是这份文本").click()
    village.get_by_text("从现在起算数").first.wait_for()
    village.goto(f"/office/agreements/{number[1]}/")
    assert village.locator(".office-of").inner_text().startswith("生效")

    pdf = village.request.get(f"/office/agreements/{number[1]}/agreement.pdf").body()
    anybody = browser.new_context(base_url=hub.address, locale="zh-CN").new_page()
    assert "逐字节一致" in verdict(anybody, pdf, tmp_path)
    assert "林守谦" in anybody.locator("main").inner_text()
    assert anybody.get_by_role("cell", name="纸质签署").count() == 2
    flipped = bytearray(pdf)
    flipped[pdf.find(b"stream\n") + 60] ^= 1
    assert "被改动" in verdict(anybody, bytes(flipped), tmp_path)
    by_commands(hub, pdf, bytes(flipped), tmp_path)


def bring(page: Page, folder: Path) -> None:
    """Both parties that are missing signed today; two photographs."""
    page.fill("input[name=signed_on]", civil_date(wall_clock()).isoformat())
    for hand in page.locator("select[name^=hand_]").all():
        hand.select_option(index=1)
    for number in (1, 2):
        out = io.BytesIO()
        Image.new("RGB", (300, 420), "white").save(out, "JPEG")
        (folder / f"page-{number}.jpg").write_bytes(out.getvalue())
    page.set_input_files("input[type=file]", [folder / "page-1.jpg", folder / "page-2.jpg"])
    page.locator("form.form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/scans/\d+/$"))


def verdict(page: Page, pdf: bytes, folder: Path) -> str:
    """What the public page says about a file."""
    (folder / "brought.pdf").write_bytes(pdf)
    page.goto("/verify/")
    page.set_input_files("#file", folder / "brought.pdf")
    page.get_by_role("button", name="核验").click()
    return page.locator("#verdict").inner_text()


def by_commands(hub: Hub, pdf: bytes, flipped: bytes, folder: Path) -> None:
    """The command line says the same, and writes out everything with sums that fit."""
    (folder / "good.pdf").write_bytes(pdf)
    (folder / "bad.pdf").write_bytes(flipped)
    told = hub.json("agreements", "verify", str(folder / "good.pdf"))
    assert (told["verdict"], len(told["signatures"]), told["licensed_certificates"]) == ("genuine", 1, False)
    assert "lianjian:" in hub.told("agreements", "verify", str(folder / "bad.pdf"), exit_code=1)
    hub.told("agreements", "export", "huanglong-three-parties", "--out", str(folder / "out"))
    for line in (folder / "out" / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / "out" / name).read_bytes()).hexdigest() == digest
    assert (folder / "out" / "agreement.pdf").read_bytes() == pdf
    text = hashlib.sha256((folder / "out" / "agreement.json").read_bytes()).hexdigest()
    assert text == told["text_sha256"]
