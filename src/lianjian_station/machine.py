"""The real machine of an update: pip and venv, the new release's own test, systemd, the pages."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 15 * 60  # seconds for an environment on a slow box
TEST = 5 * 60
UP = 60.0  # seconds after a restart in which the pages must answer
SERVICES = ("lianjian-station-sync.service", "lianjian-station-web.service")


class Debian:
    """``home`` is given to the new release's test; ``port``: where the pages answer; without ``restarts`` nothing is started
    anew and health is what the release's own test says."""

    def __init__(self, home: Path, software: Path, *, port: int = 8100, restarts: bool = False) -> None:
        self._home, self._software, self._port, self._restarts = home, software, port, restarts

    def build(self, place: Path, wheels: Path, requirements: list[str]) -> None:
        """Nothing but the wheels: no index, no dependencies looked for, no user's settings."""
        base = getattr(sys, "_base_executable", sys.executable)
        if why := _run([base, "-I", "-m", "venv", "--clear", str(place)], PATIENCE):
            raise Refused("The environment of the release cannot be made: {why}.", why=why)
        pip = [str(place / "bin" / "python"), "-I", "-m", "pip", "--isolated", "--disable-pip-version-check"]
        pip += ["--no-cache-dir", "install", "--quiet", "--no-index", "--no-deps", "--only-binary=:all:"]
        if why := _run([*pip, "--find-links", str(wheels), *requirements], PATIENCE):
            raise Refused("The release cannot be installed: {why}.", why=why)

    def test(self, place: Path) -> None:
        why = _run([str(place / "bin" / "lianjian-station"), "--home", str(self._home), "selftest"], TEST)
        if why:
            raise Refused("The release fails its own test: {why}.", why=why)

    def restart(self) -> None:
        if self._restarts:
            subprocess.run(["systemctl", "restart", *SERVICES], check=False, capture_output=True)

    def is_healthy(self) -> bool:
        if not self._restarts:
            try:
                self.test(self._software / "current")
            except Refused:
                return False
            return True
        end = time.monotonic() + UP
        while time.monotonic() < end:
            if self._answers():
                return True
            time.sleep(1)
        return False

    def _answers(self) -> bool:
        asked = http.client.HTTPConnection("127.0.0.1", self._port, timeout=10)
        try:
            asked.request("GET", "/healthz")
            answer = asked.getresponse()
            return answer.status == http.client.OK and "version" in json.loads(answer.read(100_000))
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            asked.close()


def _run(command: list[str], patience: int) -> str:
    """Why a command did not do it; empty where it did. No setting of whoever called gets through."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=patience, check=False, env=clean, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)[:200]
    told = (done.stderr or done.stdout).strip().splitlines()
    return (told[-1][:200] if told else str(done.returncode)) if done.returncode else ""
