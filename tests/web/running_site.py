"""The whole demonstration network behind a real server, for tests that look through a browser."""

from __future__ import annotations

import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from tests.cli.running import BIN, environment, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

PASSWORD = "demo-lianjian"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
LANGUAGES = {"zh": "zh-CN", "en": "en-GB"}


@dataclass(frozen=True)
class Site:
    """A served installation: its address and its home."""

    address: str
    home: Path


@contextmanager
def served(home: Path) -> Iterator[Site]:
    """The installation at ``home`` behind a real ``lianjian serve`` on a port of its own."""
    port = free_port()
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "serve", "--port", str(port)],
        env=environment(home),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while not _ready(address):
            assert process.poll() is None, "the hub stopped"
            assert time.monotonic() < deadline, "the hub does not answer"
            time.sleep(0.2)
        yield Site(address, home)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _ready(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=3) as answer:
        return bool(answer.status == 200)
    return False


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium without its own errands."""
    with sync_playwright() as tools:
        held = tools.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        yield held
        held.close()


def sign_in(context: BrowserContext, site: Site, username: str) -> None:
    """Sign in as a person of the demonstration."""
    page = context.new_page()
    page.goto(f"{site.address}/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    page.close()
