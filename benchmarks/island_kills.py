"""SIGKILL at every call of one synchronisation that changes a disk.

The station's own command runs below ``strace``, which kills it as it enters the k-th call of a kind, for every kind and every
k. Then readers must see the old view or the new one, whole, and one more synchronisation must reach the new one.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.island_scene import Scene, command, restore, static, surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CALLS = ("mkdir", "ftruncate", "write", "pwrite64", "rename", "unlink", "fsync", "fdatasync", "openat")
KILLED = {-9, 137}
_CALL = re.compile(r"^(\w+)\(")


@dataclass
class Kills:
    """``points``: by call, how many times it was killed there; ``faults``: what was wrong afterwards."""

    points: Counter[str] = field(default_factory=Counter)
    not_reached: int = 0
    faults: list[str] = field(default_factory=list)


def points(scene: Scene, home: Path, hub: str, folder: Path) -> list[tuple[str, int]]:
    """Every call of one undisturbed run, as (kind, number); of ``openat`` those that make or empty a file of the station."""
    restore(scene.saved, home)
    trace = folder / "calls"
    asked = ["strace", "-ff", "-o", str(trace), "-e", f"trace={','.join(CALLS)}", *command(home, hub)]
    subprocess.run(asked, check=True, env=surroundings(), stdout=subprocess.DEVNULL)
    files = sorted(folder.glob("calls.*"), key=lambda path: int(path.suffix[1:]))
    lines = (
        files[0].read_text().splitlines()
    )  # the first thread does all the work; another only watches the clock
    for path in files:
        path.unlink()
    count: Counter[str] = Counter()
    found = []
    for line in lines:
        if call := _CALL.match(line):
            count[call[1]] += 1
            if call[1] != "openat" or (str(home) in line and ("O_CREAT" in line or "O_TRUNC" in line)):
                found.append((call[1], count[call[1]]))
    return found


def kill(scene: Scene, folder: Path, chosen: Sequence[tuple[str, int]] | None = None) -> Kills:
    """Disturb ``scene`` at every point (or the ``chosen`` ones) and look at what is left."""
    home, kills = folder / "killed", Kills()
    with static(scene.feed.path) as hub:
        for call, number in chosen if chosen is not None else points(scene, home, hub, folder):
            restore(scene.saved, home)
            if not _died(home, hub, call, number):
                kills.not_reached += 1
                continue
            kills.points[call] += 1
            fault = scene.judge(home) or scene.arrives(home, hub)
            if fault:
                kills.faults.append(f"{call} {number}: {fault}")
    return kills


def _died(home: Path, hub: str, call: str, number: int) -> bool:
    inject = f"inject={call}:signal=KILL:when={number}"
    asked = [
        "strace",
        "-f",
        "-qq",
        "-o",
        "/dev/null",
        "-e",
        f"trace={call}",
        "-e",
        inject,
        *command(home, hub),
    ]
    quiet = subprocess.DEVNULL
    return (
        subprocess.run(asked, check=False, env=surroundings(), stdout=quiet, stderr=quiet).returncode
        in KILLED
    )


def spread(found: Sequence[tuple[str, int]], count: int) -> Iterator[tuple[str, int]]:
    """``count`` of the points, evenly over the run: what a test has time for."""
    for position in range(count):
        yield found[position * len(found) // count]
