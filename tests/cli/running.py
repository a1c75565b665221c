"""The real commands, as users run them: a process of its own on a home of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

BIN = Path(sys.executable).parent


def environment(home: Path, **more: str) -> dict[str, str]:
    """An environment that knows nothing of the tests' own settings. Films are made by the tests that look at films."""
    clean = {
        k: v for k, v in os.environ.items() if not k.startswith(("LIANJIAN_", "DJANGO_")) and k != "PORT"
    }
    quiet = {"LIANJIAN_FILMS": "off", "LIANJIAN_READ_BACK": "off"}
    return {**clean, "LIANJIAN_HOME": str(home), "LIANJIAN_LANGUAGE": "en", **quiet, **more}


def run(home: Path, *words: str, command: str = "lianjian", **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [str(BIN / command), *words],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
