"""A guest's code held before the camera of the phone at the door, without a signal: read, signed in, sent once."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import sync_playwright

from lianjian.apps.coordination.rules.signing_in import scanned_code
from tests.web.mobile.test_door import ALL_SENT, IN_CHARGE, LIAISON, WAITING
from tests.web.running_site import QUIET, sign_in

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Playwright

    from tests.web.running_site import Site

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow, pytest.mark.enable_socket]
AHEAD = "山里的活计，城里的买家"


def film(code: str, path: Path) -> Path:
    """What the camera sees: the code, a little small and off the middle, as motion JPEG."""
    drawn = io.BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="png", scale=6, border=4)
    seen = Image.new("RGB", (640, 480), (214, 208, 196))
    seen.paste(Image.open(drawn).convert("RGB"), (170, 90))
    frame = io.BytesIO()
    seen.save(frame, "JPEG", quality=70)
    path.write_bytes(frame.getvalue() * 5)
    return path


def what_the_door_keeps(tools: Playwright, site: Site) -> tuple[str, dict[str, Any]]:
    """The address of the door, and the list that its page brings to the phone."""
    desk = tools.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
    office = desk.new_context(locale="zh-CN")
    sign_in(office, site, LIAISON)
    page = office.new_page()
    page.goto(f"{site.address}/m/gatherings/")
    page.click(f"text={AHEAD}")
    page.wait_for_url(re.compile(r"/m/gatherings/\d+/$"))
    door = f"{page.url}door/"
    page.goto(door)
    kept: dict[str, Any] = json.loads(page.locator("#door-kept").text_content() or "")
    desk.close()
    return door, kept


def test_a_code_is_read_by_the_camera_without_a_signal(site: Site, tmp_path: Path) -> None:
    """The guest is greeted by name and counted, at the second sight no more; with a signal the hub has it once."""
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with sync_playwright() as tools:
        door, kept = what_the_door_keeps(tools, site)
        guest, number = kept["guests"][0], int(door.split("/")[-3])
        code = scanned_code(bytes.fromhex(kept["secret"]), number, guest["id"])
        seen = film(code, tmp_path / "seen.mjpeg")
        phone = tools.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=[*QUIET, *camera, f"--use-file-for-fake-video-capture={seen}"],
        )
        context = phone.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        context.set_default_timeout(30_000)
        sign_in(context, site, LIAISON)
        held = context.new_page()
        held.goto(door)
        held.evaluate(IN_CHARGE)
        held.reload()
        held.wait_for_selector("#door[data-ready]")
        context.set_offline(True)
        held.click("#door-look")
        held.wait_for_selector(f"#door-said:has-text('{guest['name']}')")
        assert held.inner_text("#door-came") == "1"
        held.click("#door-look")  # away from the camera, and before it once more
        held.click("#door-look")
        held.wait_for_selector("#door-said:has-text('已于')")
        assert held.inner_text("#door-came") == "1"
        assert held.evaluate(f"({WAITING})()") == 1
        context.set_offline(False)
        assert held.evaluate(ALL_SENT)
        held.goto(door.replace("/m/", "/office/").replace("door/", ""))
        assert held.locator(".gathering-names li", has_text=guest["name"]).count() == 1
        phone.close()
