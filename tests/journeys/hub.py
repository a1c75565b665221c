"""A whole installation for journeys: the demonstration network in a home of its own, hub and worker as real processes."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.request
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.cli.running import BIN, environment, free_port, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

PASSWORD = "demo-lianjian"
READY_WITHIN = 120.0


@dataclass
class Hub:
    """A running hub; commands run beside it on the same home."""

    home: Path
    port: int
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def told(self, *words: str, exit_code: int = 0, given: str | None = None) -> str:
        """What a command prints (on stderr where it refuses)."""
        if given is None:
            answer = run(self.home, *words, LIANJIAN_BASE_URL=self.address)
        else:
            answer = subprocess.run(
                [str(BIN / "lianjian"), *words],
                env=environment(self.home, LIANJIAN_BASE_URL=self.address),
                input=given,
                capture_output=True,
                text=True,
                timeout=180,
                check=False,
            )
        assert answer.returncode == exit_code, (words, answer.stdout, answer.stderr)
        assert "Traceback" not in answer.stderr
        return answer.stderr if exit_code else answer.stdout

    def json(self, *words: str) -> Any:
        """What a command prints for machines."""
        return json.loads(self.told(*words, "--json"))

    def get(self, path: str) -> str:
        """A page as anybody gets it."""
        address = path if path.startswith("http") else self.address + path
        with urllib.request.urlopen(address, timeout=30) as answer:
            text: str = answer.read().decode()
            return text

    def stop(self) -> int:
        """TERM; the exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)


@contextmanager
def demonstration_hub(home: Path) -> Iterator[Hub]:
    """Serve the demonstration network at ``home``; stopped at the end where it is not stopped already."""
    port = free_port()
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "serve", "--port", str(port)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    hub = Hub(home, port, process)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert hub.address in line, line
        yield hub
    finally:
        if process.poll() is None:
            hub.stop()
        if process.stdout is not None:
            process.stdout.close()


def signed_in(browser: Browser, hub: Hub, username: str) -> BrowserContext:
    """A browser of its own for one person, signed in through the form."""
    context = browser.new_context(
        locale="zh-CN", base_url=hub.address, viewport={"width": 1280, "height": 900}
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/sign-in/" not in address)
    page.close()
    return context


def wait_for(condition: Callable[[], Any], what: str) -> Any:
    """What ``condition`` gives once it gives something; fails with ``what`` after a long while."""
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError):
            found = condition()
            if found:
                return found
        time.sleep(0.3)
    raise AssertionError(what)
