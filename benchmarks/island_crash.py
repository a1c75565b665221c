"""Crashes of a station: SIGKILL at every call that changes a disk, and every disk that a power cut could leave.

One real ``lianjian-station sync`` over HTTP, of a station that is an edition behind and of one that has received nothing yet.
After each disturbance readers must see the old view or the new one, whole (SQLite's integrity check, every file's digest),
and one more synchronisation must reach the new one. Then every sync of the recording is left out in turn, as if a
programmer had forgotten it: the replay must notice at least one of them, or it proves nothing.
No peer has such a test to be run beside.

python -m benchmarks island-crash [--size small|medium|large] --json

Needs Linux and strace. ``small`` is of 8 articles, its kills of the station that is an edition behind; ``medium`` of 40,
``large`` of 100.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.island_kills import kill
from benchmarks.island_power import record, replay, syncs
from benchmarks.island_scene import Scene, scene, static

if TYPE_CHECKING:
    from benchmarks.island_power import Call

ARTICLES = {"small": 8, "medium": 40, "large": 100}
LIMITS = {"kill_points": 280, "power_states": 900, "faults": 0, "noticed_syncs": 1}
SHOWN = 20  # faults that are printed


def run(size: str) -> dict[str, Any]:
    """Points and states looked at, and what was wrong at which of them."""
    if shutil.which("strace") is None:
        return {"ours": {"missing": "strace is not installed"}, "kept": {}}
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - the disks are made up; theirs need not spin
    ours: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-", dir=memory) as thrown_away:
        for name in ("update", "first"):
            folder = Path(thrown_away) / name
            folder.mkdir()
            made = scene(folder, articles=ARTICLES[size], first=name == "first")
            print(f"island-crash: power cuts, {name}", file=sys.stderr)
            ours[name] = _cut_off(made, folder)
            if name == "update" or size != "small":
                print(f"island-crash: kills, {name}", file=sys.stderr)
                ours[name] |= _killed(made, folder)
    kept = {
        name: {
            **({"S3": _is_s3(told)} if "kill_points" in told else {}),
            "S4": told["power_states"] >= LIMITS["power_states"]
            and not told["power_faults"]
            and told["syncs_noticed_when_left_out"] >= LIMITS["noticed_syncs"],
        }
        for name, told in ours.items()
    }
    return {"ours": ours, "limit": LIMITS, "kept": kept}


def _is_s3(told: dict[str, Any]) -> bool:
    return told["kill_points"] >= LIMITS["kill_points"] and not told["kill_faults"]


def _killed(made: Scene, folder: Path) -> dict[str, Any]:
    kills = kill(made, folder)
    return {
        "kill_points": kills.points.total(),
        "kill_points_by_call": dict(kills.points),
        "kill_not_reached": kills.not_reached,
        "kill_faults": len(kills.faults),
        "kill_faults_shown": kills.faults[:SHOWN],
    }


def _cut_off(made: Scene, folder: Path) -> dict[str, Any]:
    home = folder / "cut"
    calls = record(made, home, folder)
    with static(made.feed.path) as hub:
        done = replay(made, calls, home, lambda place: made.judge(place) or made.arrives(place, hub))
    left_out = {position: _left_out(made, calls, home, position) for position in syncs(calls, made, home)}
    noticed = {position: fault for position, fault in left_out.items() if fault}
    return {
        "power_points": done.points,
        "power_states": done.states,
        "power_faults": len(done.faults),
        "power_faults_shown": done.faults[:SHOWN],
        "syncs": len(left_out),
        "syncs_noticed_when_left_out": len(noticed),
        "first_fault_by_sync_left_out": {str(position): fault for position, fault in noticed.items()},
    }


def _left_out(made: Scene, calls: list[Call], home: Path, position: int) -> str:
    """What the replay finds first when this sync is left out; empty when the others are enough."""
    done = replay(made, calls, home, made.judge, forget=position, until_fault=True)
    return done.faults[0] if done.faults else ""
