"""Killed anywhere between release and the last byte: nothing was sent that the log did not tell of before (R2)."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lianjian_feed.refusals import Refused
from lianjian_station import outbox
from tests.lianjian_station.deaths import Death
from tests.lianjian_station.mailrooms import Mailroom, Village, cheaply
from tests.lianjian_station.postboxes import Postbox, open_postbox

if TYPE_CHECKING:
    from pathlib import Path

#: System call -> how many of its calls are passed over from one death to the next.
CALLS = {
    "fdatasync": 2,
    "fsync": 1,
    "rename": 1,
    "sendto": 1,
    "mkdir": 1,
    "unlink": 4,
    "ftruncate": 6,
    "pwrite64": 25,
}


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.slow
@pytest.mark.costly
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed (apt-get install strace)")
def test_killed_at_any_syscall_nothing_was_sent_that_the_log_does_not_tell_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SIGKILL by strace at the k-th call of each kind that changes something, from release to the last byte sent. With
    LIANJIAN_EVERY_KILL set, at every one of them; else at some, spread over all."""
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db")
    with open_postbox(box) as address:
        death = Death.prepare(tmp_path, box, address)
        killed = 0
        for call, stride in CALLS.items():
            for at in range(1, 1000, 1 if os.environ.get("LIANJIAN_EVERY_KILL") else stride):
                death.back()
                trace = ["strace", "-f", "-o", "/dev/null", "-e", f"trace={call}"]
                if death.run(*trace, "-e", f"inject={call}:signal=KILL:when={at}") == 0:
                    break  # it makes no more calls of this kind
                killed += 1
                death.judge()
                death.recover()
            print(f"{call}: {killed} points so far", file=sys.stderr)  # noqa: T201 - figure R2
    print(f"killed at {killed} points", file=sys.stderr)  # noqa: T201 - figure R2
    assert killed > 30


@pytest.mark.server
@pytest.mark.enable_socket
@pytest.mark.parametrize("cut", [1, 5000])
def test_a_line_cut_while_sending_loses_and_doubles_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    cheaply(monkeypatch)
    box = Postbox(tmp_path / "box" / "audit.db", cut=cut)
    with open_postbox(box) as address:
        death = Death.prepare(tmp_path, box, address)
        assert death.run() != 0
        death.judge()
        box.cut = 0
        death.recover()


def test_the_death_test_would_notice_what_was_sent_without_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check of the check: a mailroom takes no letter that the log does not tell of."""
    cheaply(monkeypatch)
    village = Village.make(tmp_path)
    village.release(village.ask())
    path = outbox.pack(village.home, village.now)
    assert path is not None
    deaf = replace(village.mailroom, checkpoint="x\n0\n")
    monkeypatch.setattr(Mailroom, "_take_log", lambda *_: None)
    with pytest.raises(Refused, match="does not tell of"):
        deaf.take(path.read_bytes())
