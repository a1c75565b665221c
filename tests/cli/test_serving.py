"""Hub and worker as one process tree: a real start, a real signal, a real killed process."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.request
from contextlib import suppress

import pytest

from tests.cli.running import BIN, environment, free_port, run
from tests.homes import new_home

pytestmark = [pytest.mark.server, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return new_home(tmp_path_factory, "empty")


@pytest.fixture
def hub(home):
    """A running hub; gives the supervisor's process and its address."""
    port = free_port()
    process = subprocess.Popen(
        [str(BIN / "lianjian"), "serve", "--port", str(port)],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    line = process.stdout.readline()
    assert "http://" in line, line
    yield process, f"http://127.0.0.1:{port}"
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=40)
    process.stdout.close()


def healthy(address: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{address}/healthz", timeout=3) as answer:
        return answer.status == 200
    return False


def children(pid: int) -> list[int]:
    found = subprocess.run(
        ["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return [int(word) for word in found]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123 - a zombie is not alive
        return file.read().rsplit(")", 1)[1].split()[0] != "Z"


def wait_for(condition, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_term_ends_everything_cleanly(hub) -> None:
    """After TERM the exit code is 0 and no child is left."""
    process, address = hub
    assert healthy(address)
    family = children(process.pid)
    assert len(family) == 2
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=40) == 0
    assert not [pid for pid in family if alive(pid)]


def test_a_killed_hub_is_started_again(hub) -> None:
    """After kill -9 on the web process the supervisor brings it back."""
    process, address = hub
    web = children(process.pid)[0]
    serving = children(web)
    os.kill(web, signal.SIGKILL)
    assert wait_for(lambda: not [pid for pid in (web, *serving) if alive(pid)], 10)
    assert wait_for(lambda: healthy(address), 40)


def test_children_do_not_outlive_a_killed_supervisor(hub) -> None:
    """After kill -9 on the supervisor hub and worker go too."""
    process, _ = hub
    family = children(process.pid)
    process.kill()
    process.wait(timeout=10)
    assert wait_for(lambda: not [pid for pid in family if alive(pid)], 30)


def test_a_taken_port_is_said_plainly(hub, home) -> None:
    """The second start on the same port is refused in one line that names the cure."""
    _, address = hub
    port = address.rsplit(":", 1)[1]
    answer = run(home, "serve", "--port", port)
    assert answer.returncode == 1
    assert f"Port {port} is taken" in answer.stderr
    assert "Traceback" not in answer.stderr
