"""The supervisor: hub and worker as one process tree that starts, restarts and stops together."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field

import click

from lianjian.cli.failing import OUTDATED
from lianjian.cli.setting_up import require_home
from lianjian.kernel.refusals import Refused, gettext_noop

READY_WITHIN = 60.0
STOP_WITHIN = 25.0
OLD = 3
"""Exit code of the process that finds the database older than this release."""
FALLS = 5
"""A child that falls this often within a minute is not restarted again."""


@dataclass
class Child:
    """One of the two programs and its history of falls."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it in a session of its own: Ctrl-C reaches only the supervisor, which stops both in order."""
        self.process = subprocess.Popen(self.command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509 - one thread


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, envvar="PORT", show_default=True, help="Port."
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Web processes.")
@click.option("--announce", default="", help="A file whose text is printed once the hub is ready.")
def serve(host: str, port: int, workers: int, announce: str) -> None:
    """Serve the hub and its background worker in the foreground; Ctrl-C or TERM stops both cleanly."""
    os.environ.setdefault("LIANJIAN_BASE_URL", f"http://127.0.0.1:{port}")
    require_home()
    _port_must_be_free(host, port)
    _form_must_be_current()
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning"]
    web += ["--workers-kill-timeout", "10", "lianjian.wsgi:application"]
    children = [
        Child("hub", web),
        Child("worker", [sys.executable, "-c", "from lianjian.cli import main; main()", "work"]),
    ]
    stopping: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda caught, _frame: stopping.append(caught))
    try:
        for child in children:
            child.start()
        _wait_until_ready(f"http://{host}:{port}/healthz", children, stopping)
        if not stopping:
            click.echo(_announcement(announce, host, port))
            sys.stdout.flush()
        _watch(children, stopping)
    finally:
        _stop(children)


def _die_with_parent() -> None:
    """Ask Linux to end this child when the supervisor is killed without a chance to say so (prctl(2))."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6", use_errno=True).prctl(1, signal.SIGTERM)


def _form_must_be_current() -> None:
    """Raises Refused where `lianjian init` was not run after an upgrade: every other page would fall. Asked in a process of
    its own: the supervisor stays small, and a database that is not up yet is the children's to wait for."""
    ask = (
        "from lianjian.cli import setting_up as up; up.start_django(); "
        f"raise SystemExit({OLD} * up.is_outdated())"
    )
    if subprocess.run([sys.executable, "-c", ask], stderr=subprocess.DEVNULL, check=False).returncode == OLD:
        raise OUTDATED


def _port_must_be_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as taken:
            raise Refused(
                gettext_noop("Port %(port)s is taken."),
                cure=gettext_noop("Stop the other program, or choose another port: PORT=8001 ./start"),
                port=port,
            ) from taken


def _wait_until_ready(url: str, children: list[Child], stopping: list[int]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and not stopping:
        fallen = next(
            (child for child in children if child.process and child.process.poll() is not None), None
        )
        if fallen is not None:
            raise Refused(
                gettext_noop("The %(name)s did not start; its reason stands above."), name=fallen.name
            )
        with suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own
            if answer.status == 200:  # noqa: PLR2004 - HTTP
                return
        time.sleep(0.1)
    if not stopping:
        raise Refused(
            gettext_noop("The hub did not answer within %(seconds)s seconds."), seconds=int(READY_WITHIN)
        )


def _watch(children: list[Child], stopping: list[int]) -> None:
    while not stopping:
        for child in children:
            if child.process is None or child.process.poll() is None:
                continue
            now = time.monotonic()
            child.falls = [*(fall for fall in child.falls if now - fall < 60), now]  # noqa: PLR2004 - a minute
            if len(child.falls) >= FALLS:
                raise Refused(
                    gettext_noop("The %(name)s keeps falling; its reason stands above."), name=child.name
                )
            _end_family(child.process)
            click.echo(
                f"lianjian: {child.name} ended with {child.process.returncode}; starting it again", err=True
            )
            child.start()
        time.sleep(0.3)


def _end_family(process: subprocess.Popen[bytes]) -> None:
    """End what a fallen child left behind: the web server's own workers would go on holding the port."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _stop(children: list[Child]) -> None:
    alive = [
        child.process for child in children if child.process is not None and child.process.poll() is None
    ]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + STOP_WITHIN
    for process in alive:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _end_family(process)


def _announcement(path: str, host: str, port: int) -> str:
    from pathlib import Path

    head = f"Lianjian 联建  http://{host}:{port}/"
    if path and Path(path).is_file():
        return f"{head}\n{Path(path).read_text(encoding='utf-8').rstrip()}"
    return head
