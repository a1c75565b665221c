"""Network: what pages and the daily jobs cost when the network has grown from a hundred villages to a province.

Ours are pages of the site, the phone and the office, asked through the whole stack (without the socket) as a visitor, as the
leader who looks after everything, as one first secretary and as the administrator; and the jobs that make duties, write
down reminders and send them. The peer of the pages is Django's own administration list over the same duties, their limit
one indexed query for a page of them; the limits of the jobs are the same rows only read, and only written (both by the
thousand, into a table with the same indexes). Each network is an installation of its own, each measuring a process of
its own. Then the jobs are killed (SIGKILL) again and again in the midst of a network of a tenth of the duties, started
anew each time, and must end with exactly what an undisturbed run has.

python -m benchmarks network [--size small|medium|large] --json

``LIANJIAN_BENCHMARK_HOME`` keeps the networks in a folder and uses them again; ``LIANJIAN_DATABASE_URL``, where it is a
PostgreSQL server, measures on two databases made there, without the kills.
"""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

VILLAGES = {"small": 1_000, "medium": 4_000, "large": 14_000}
BEFORE = 100
KILLS = 6
PIECE = 5_000
"""Rows that a workbook fetches at once (``lianjian.web.kit.listing``)."""
MANY = 20
"""Batches from which on the last quarter says something beside the first."""
LIMITS = {
    "pages_with_more_queries": 0,
    "worst_page_to_peer": 12.0,
    "queries_a_batch": 400,
    "last_to_first_quarter": 2.0,
    "rss_grown_mb": 60,
    "made_to_written": 15.0,
    "reminded_to_written": 25.0,
}
"""What is promised; ``checks.broken`` names what was not kept. The peer is one list of one table without scope, a page of ours
is a dozen of them; queries may not grow at all. Of a batch: 500 rhythms make up to 30,000 duties, which
SQLite takes some eighty at a time; the others need a few dozen queries."""


def run(size: str) -> dict[str, Any]:
    """Queries and seconds of each page in both networks, of each job in the large one, and what the kills left."""
    kept = os.environ.get("LIANJIAN_BENCHMARK_HOME")
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as thrown_away:
        homes = Path(kept or thrown_away)
        before = _built(homes / "before", BEFORE)
        after = _built(homes / f"after-{VILLAGES[size]}", VILLAGES[size])
        _child("benchmarks.daily", before, "walk")  # so that there are reminders to show in both
        jobs = _jobs(after)
        for_pages = {
            name: _child("benchmarks.pages", home) for name, home in (("before", before), ("after", after))
        }
        kills = _kills(homes, VILLAGES[size] // 10) if not _postgresql() else {}
        return _judged(for_pages, jobs, kills)


def _judged(pages: dict[str, Any], jobs: dict[str, Any], kills: dict[str, Any]) -> dict[str, Any]:
    small, large = pages["before"]["pages"], pages["after"]["pages"]
    ours = {name: cost for name, cost in large.items() if name not in {"peer", "limit"}}
    peer = large["peer"]["s"]
    more = sorted(name for name in ours if ours[name]["queries"] > small[name]["queries"])
    books = pages["after"]["workbooks"]
    few = pages["before"]["workbooks"]
    more += sorted(
        name
        for name, book in books.items()
        if book["queries"] > few[name]["queries"] * math.ceil(book["rows"] / PIECE)
    )
    ratios = {
        "after_to_before": {name: round(cost["s"] / small[name]["s"], 2) for name, cost in ours.items()},
        "to_peer": {name: round(cost["s"] / peer, 2) for name, cost in ours.items()},
        "worst_page_to_peer": round(max(cost["s"] for cost in ours.values()) / peer, 2),
        "peer_after_to_before": round(peer / small["peer"]["s"], 2),
        "limit_after_to_before": round(large["limit"]["s"] / small["limit"]["s"], 2),
        **jobs["ratios"],
    }
    ratios["worst_after_to_before"] = max(ratios["after_to_before"].values())
    seen = {
        "pages_with_more_queries": len(more),
        "worst_page_to_peer": ratios["worst_page_to_peer"],
        **jobs["worst"],
        "made_to_written": ratios["made_to_written"],
        "reminded_to_written": ratios["reminded_to_written"],
    }
    return {
        "ours": {"before": small, "after": ours, "workbooks": books, "jobs": jobs["jobs"], "kills": kills},
        "peers": {"django-admin-list": {"before": small["peer"], "after": large["peer"]}},
        "limit": {
            "one_indexed_query": {"before": small["limit"], "after": large["limit"]},
            "rows_only": jobs["plain"],
        },
        "ratios": ratios,
        "checks": {
            "rows": pages["after"]["rows"],
            "villages_before": BEFORE,
            "pages_with_more_queries": more,
            "killed_equals_undisturbed": kills.get("equal"),
            "letters_sent_again": kills.get("letters_again"),
            "broken": sorted(name for name, most in LIMITS.items() if seen[name] > most)
            + ([] if kills.get("equal", True) else ["killed_equals_undisturbed"]),
        },
    }


def _jobs(home: Path) -> dict[str, Any]:
    """The jobs of one day over everything, and how they compare with the rows alone."""
    told = home / "jobs.json"
    if told.exists():
        jobs: dict[str, Any] = json.loads(told.read_text(encoding="utf-8"))
    else:
        jobs = {"make": json.loads((home / "made.json").read_text(encoding="utf-8"))}
        jobs["walk"] = _child("benchmarks.daily", home, "walk")
        jobs["walk again"] = _child("benchmarks.daily", home, "walk")
        jobs["send"] = _child("benchmarks.daily", home, "send")
        told.write_text(json.dumps(jobs), encoding="utf-8")
    plain = _child("benchmarks.daily", home, "plain")
    kinds = jobs["walk"]["kinds"]
    rows, things = jobs["walk"]["rows"], sum(kind["things"] for kind in kinds.values())
    walked = sum(kind["s"] + kind["settle"]["s"] for kind in kinds.values())
    written = (
        rows["cases"] * plain["reminders_case"]["written_s_per_1000"]
        + rows["reminders"] * plain["reminders_reminder"]["written_s_per_1000"]
        + rows["dispatches"] * plain["reminders_dispatch"]["written_s_per_1000"]
    ) / 1000
    made, duty = jobs["make"], plain["coordination_duty"]
    each = [made, jobs["send"], *kinds.values()]
    return {
        "jobs": jobs,
        "plain": plain,
        "ratios": {
            "made_to_written": round(made["s"] / (made["duties"] / 1000 * duty["written_s_per_1000"]), 2),
            "made_to_read": round(made["s"] / (made["duties"] / 1000 * duty["read_s_per_1000"]), 2),
            "reminded_to_written": round(walked / written, 2),
            "reminded_to_read": round(walked / (things / 1000 * duty["read_s_per_1000"]), 2),
        },
        "worst": {
            "queries_a_batch": max(one["most_queries_a_batch"] for one in (made, *kinds.values())),
            "last_to_first_quarter": max(
                (one["last_to_first_quarter"] for one in each if one["batches"] > MANY), default=0.0
            ),
            "rss_grown_mb": max(one["rss_grown_mb"] for one in each),
        },
    }


def _kills(homes: Path, villages: int) -> dict[str, Any]:
    """The jobs undisturbed, and killed again and again, on two copies of one network whose duties are not made yet."""
    seed = _built(homes / f"kills-{villages}", villages, made=False)
    straight, killed = homes / "undisturbed", homes / "killed"
    for home in (straight, killed):
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(seed, home)
    took = {what: _timed(straight, what) for what in ("make", "settle", "walk", "send")}
    chance = random.Random(7)  # noqa: S311 - chance that must repeat
    done: dict[str, int] = {}
    minutes = 0
    for what in ("make", "settle", "walk", "send"):
        done[what] = 0
        while what != "settle" and done[what] < KILLS:
            minutes += 6  # longer than a sender holds a message
            if not _killed(killed, what, minutes, took[what] * chance.uniform(0.2, 0.6)):
                break  # it came to its end before
            done[what] += 1
        minutes += 6
        _child("benchmarks.daily", killed, what, str(minutes))
    undisturbed, found = (
        _child("benchmarks.daily", straight, "digest"),
        _child("benchmarks.daily", killed, "digest"),
    )
    again = found.pop("letters_again")
    undisturbed.pop("letters_again")
    return {
        "undisturbed": undisturbed,
        "found": found,
        "equal": undisturbed == found,
        "kills": done,
        "letters_again": again,
    }


def _timed(home: Path, what: str) -> float:
    started = time.perf_counter()
    _child("benchmarks.daily", home, what)
    return time.perf_counter() - started


def _killed(home: Path, what: str, minutes: int, after: float) -> bool:
    """Start a job and kill it after so many seconds; whether it was still at work."""
    with subprocess.Popen(
        _command("benchmarks.daily", home, what, str(minutes)), stdout=subprocess.DEVNULL
    ) as job:
        try:
            job.wait(timeout=after)
        except subprocess.TimeoutExpired:
            job.kill()
            return True
    return False


def _built(home: Path, villages: int, *, made: bool = True) -> Path:
    """The network in ``home``, built where it is not there yet, with its duties made and the past settled."""
    if not (home / "built").exists():
        home.mkdir(parents=True, exist_ok=True)
        if _postgresql():
            _new_database(home)
        _child("benchmarks.growing", home, str(villages))
        if made:
            (home / "made.json").write_text(
                json.dumps(_child("benchmarks.daily", home, "make")), encoding="utf-8"
            )
            _child("benchmarks.daily", home, "settle")
        (home / "built").touch()
    return home


def _child(module: str, home: Path, *more: str) -> Any:
    command = _command(module, home, *more)
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, env=_environment(home))
    return json.loads(done.stdout)


def _command(module: str, home: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", module, str(home), *more]


def _environment(home: Path) -> dict[str, str]:
    """With a server of PostgreSQL, the database of that network."""
    if not _postgresql():
        return dict(os.environ)
    server = os.environ["LIANJIAN_DATABASE_URL"].rpartition("/")[0]
    return {**os.environ, "LIANJIAN_DATABASE_URL": f"{server}/{_database(home)}"}


def _database(home: Path) -> str:
    return f"bench_{home.name.replace('-', '_')}"


def _postgresql() -> bool:
    return bool(os.environ.get("LIANJIAN_DATABASE_URL"))


def _new_database(home: Path) -> None:
    import psycopg  # noqa: PLC0415 - only there with the extra for clusters

    with closing(psycopg.connect(os.environ["LIANJIAN_DATABASE_URL"], autocommit=True)) as server:
        server.execute(f"DROP DATABASE IF EXISTS {_database(home)}")  # type: ignore[arg-type] # a name of ours
        server.execute(f"CREATE DATABASE {_database(home)}")  # type: ignore[arg-type] # a name of ours
