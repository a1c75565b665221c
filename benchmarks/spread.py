# ruff: noqa: PLC0415, S311 - Django is set up before its models are imported; chance that must repeat
"""Spread: how fast reads are taken in, and what the day counts save over counting the events each time.

Ours runs through the same verbs as the site, on an installation of its own that is thrown away. The limit is
SQLite itself with the same columns and indexes and nothing around it. Peers run the same report over the same
events, where installed; the others are named.

python -m benchmarks spread [--size small|medium|large] --json
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import random
import sqlite3
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {"small": 20_000, "medium": 200_000, "large": 2_000_000}
STORIES, DAYS, ROUNDS, BATCH = 400, 30, 5, 500
SINGLES = 1_000
LATE, REPEATED, FORWARDS = 0.05, 0.02, 0.08
OUTLETS = ("web-site", "wechat-zhuyou", "weibo-zhuyou", "douyin")
Row = tuple[str, str, int, str, str, str]


def run(size: str) -> dict[str, Any]:
    """Events a second, the ratio of the roll-up to the raw query, and whether the two are equal."""
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as home:
        os.environ["LIANJIAN_HOME"] = home
        os.environ.pop("LIANJIAN_DATABASE_URL", None)
        os.environ["DJANGO_SETTINGS_MODULE"] = "lianjian.settings.embedded"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", "spread", verbosity=0)
        call_command("migrate", "foundation", verbosity=0)
        return _measure(SIZES[size], Path(home))


def _measure(count: int, home: Path) -> dict[str, Any]:
    from django.db import connection, connections

    rows = _rows(count)
    ours, report, differing = _ours(rows)
    limit = _limit(rows, home)
    peers, agreeing = _peers(rows, report["answer"])
    connections.close_all()
    assert connection.vendor == "sqlite"
    return {
        "ours": {**ours, "rolled_up_s": report["rolled"], "raw_s": report["raw"]},
        "peers": peers,
        "limit": limit,
        "ratios": {
            "single_to_limit": round(ours["single_events_per_s"] / limit["single_events_per_s"], 4),
            "batched_to_limit": round(ours["batched_events_per_s"] / limit["batched_events_per_s"], 4),
            "rolled_up_to_raw": round(report["rolled"] / report["raw"], 4),
        },
        "checks": {
            "events": count,
            "differing_cells": differing,
            "report_equals_raw": report["equal"],
            "peers_equal_raw": agreeing,
        },
    }


def _ours(rows: list[Row]) -> tuple[dict[str, float], dict[str, Any], int]:
    from lianjian.apps.spread import queries
    from lianjian.apps.spread.actions.follow_story import follow_story
    from lianjian.apps.spread.actions.recompute import recompute
    from lianjian.apps.spread.actions.record_events import record_events
    from lianjian.apps.spread.actions.roll_up import roll_up
    from lianjian.apps.spread.rules.observing import Kind, Observed
    from lianjian.foundation.actor import Actor

    by = Actor.system("benchmark")
    for story in range(1, STORIES + 1):
        facts = {"column": "village-stories", "party": None, "happened_on": None}
        follow_story(by=by, story=story, title=str(story), published_at=datetime.now(UTC), **facts)  # type: ignore[arg-type] # a dict of mixed facts
    seen = [
        Observed(UUID(key), Kind(kind), story, datetime.fromisoformat(at), outlet)
        for key, kind, story, outlet, _, at in rows
    ]
    singles, many = seen[:SINGLES], seen[SINGLES:]
    late = many[: int(len(many) * LATE)]
    in_time = many[len(late) :]
    single = _rate(SINGLES, lambda: [record_events(by=by, batch=[one]) for one in singles])
    batches = [in_time[start : start + BATCH] for start in range(0, len(in_time), BATCH)]
    batched = _rate(len(in_time), lambda: [record_events(by=by, batch=batch) for batch in batches])
    started = time.perf_counter()
    roll_up(by=by)
    rolling = time.perf_counter() - started
    record_events(by=by, batch=[*late, *random.Random(3).sample(seen, int(len(seen) * REPEATED))])
    roll_up(by=by)

    def rolled() -> dict[tuple[str, str], tuple[int, int]]:
        found = queries.selection.tallies(queries.selection.condition(queries.Selection()), "day", "outlet")
        return {(str(day), outlet): (one.reads, one.forwards) for (day, outlet), one in found.items()}

    (fast, answer), (slow, raw) = _beside(rolled, _raw)
    ours: dict[str, float] = {
        "single_events_per_s": single,
        "batched_events_per_s": batched,
        "roll_up_events_per_s": round(len(in_time) / rolling),
    }
    report = {"rolled": fast, "raw": slow, "equal": answer == raw, "answer": raw}
    return ours, report, recompute(by=by).differing


def _raw() -> dict[tuple[str, str], tuple[int, int]]:
    """The same report, counted from the events each time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, outlet, SUM(kind = 'read'), SUM(kind = 'forward') FROM spread_event "
            "JOIN spread_item ON spread_item.story = item_id WHERE withdrawn_at IS NULL GROUP BY day, outlet"
        )
        return {(str(day), outlet): (reads, forwards) for day, outlet, reads, forwards in cursor.fetchall()}


def _limit(rows: list[Row], home: Path) -> dict[str, float]:
    """SQLite with the same durability (WAL, synchronous=NORMAL), the same columns and indexes."""
    store = sqlite3.connect(home / "limit.sqlite3", isolation_level=None)
    store.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE event (id INTEGER PRIMARY KEY, event_id TEXT UNIQUE, kind TEXT, item INTEGER, "
        "outlet TEXT, day TEXT, at TEXT);"
        "CREATE INDEX a ON event (item); CREATE INDEX b ON event (day, item);"
    )
    insert = "INSERT OR IGNORE INTO event (event_id, kind, item, outlet, day, at) VALUES (?, ?, ?, ?, ?, ?)"

    def batched() -> None:
        for start in range(SINGLES, len(rows), BATCH):
            store.execute("BEGIN IMMEDIATE")
            store.executemany(insert, rows[start : start + BATCH])
            store.execute("COMMIT")

    single = _rate(SINGLES, lambda: [store.execute(insert, row) for row in rows[:SINGLES]])
    many = _rate(len(rows) - SINGLES, batched)
    store.close()
    return {"single_events_per_s": single, "batched_events_per_s": many}


def _peers(rows: list[Row], answer: dict[tuple[str, str], tuple[int, int]]) -> tuple[dict[str, Any], bool]:
    peers: dict[str, Any] = {
        "umami": {"missing": "needs a server of its own"},
        "plausible": {"missing": "needs a ClickHouse server"},
    }
    agreeing = True
    if importlib.util.find_spec("duckdb") is None:
        peers["duckdb"] = {"missing": "not installed"}
    else:
        seconds, found = _duckdb(rows)
        agreeing = found == answer
        peers["duckdb"] = {"raw_s": seconds}
    return peers, agreeing


def _duckdb(rows: list[Row]) -> tuple[float, dict[tuple[str, str], tuple[int, int]]]:
    import csv

    duckdb = importlib.import_module("duckdb")

    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
        file.flush()
        store = duckdb.connect()
        text = ("event_id", "kind", "item", "outlet", "day", "at")
        names = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in text) + "}"
        store.execute(f"CREATE TABLE event AS FROM read_csv('{file.name}', header=false, columns={names})")

    def ask() -> dict[tuple[str, str], tuple[int, int]]:
        found = store.execute(
            "SELECT day, outlet, COUNT(*) FILTER (kind = 'read'), COUNT(*) FILTER (kind = 'forward') "
            "FROM event GROUP BY ALL"
        ).fetchall()
        return {(day, outlet): (reads, forwards) for day, outlet, reads, forwards in found}

    seconds = [_timed(ask)[0] for _ in range(ROUNDS)]
    return round(statistics.median(seconds), 5), ask()


def _beside(one: Callable[[], Any], other: Callable[[], Any]) -> tuple[tuple[float, Any], tuple[float, Any]]:
    """Median seconds and answer of both, run in turns so that a busy machine is busy for both."""
    first, second = [], []
    for _ in range(ROUNDS):
        first.append(_timed(one))
        second.append(_timed(other))
    return (_median(first), first[-1][1]), (_median(second), second[-1][1])


def _median(rounds: list[tuple[float, Any]]) -> float:
    return round(statistics.median(seconds for seconds, _ in rounds), 5)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    answer = work()
    return time.perf_counter() - started, answer


def _rate(count: int, work: Callable[[], Any]) -> int:
    return round(count / _timed(work)[0])


def _rows(count: int) -> list[Row]:
    """Events of the last days, the same every time but for the dates: eight in a hundred are forwards, few
    stories take most."""
    dice = random.Random(11)
    now = datetime.now(UTC) - timedelta(minutes=1)
    china = timedelta(hours=8)
    rows = []
    for _ in range(count):
        at = now - timedelta(seconds=dice.randrange(DAYS * 86400))
        story = min(int(dice.paretovariate(0.8)), STORIES)
        kind = "forward" if dice.random() < FORWARDS else "read"
        key = str(UUID(int=dice.getrandbits(128)))
        rows.append((key, kind, story, dice.choice(OUTLETS), str((at + china).date()), at.isoformat()))
    return rows
