"""Dispatch: deliveries a second from the outbox to a receiver that takes 5 ms, and what must not happen on the way.

Ours is the dispatcher that ships, on SQLite and on PostgreSQL, in stores that are thrown away, as one process and as two that
share the work: 26 outlets, at most 4 on the way to each, 64 in all; shaping is left out (the job is made at once), claiming,
settling and the history are not. The limit is a bare aiohttp loop of the same concurrency. Peers (``dispatch_peers``) are
measured where they are installed (``requirements-benchmarks.txt``, a redis-server, PostgreSQL), else named as missing. All run
in turns against the same receiver, which takes the time itself from the first to the last that arrived; starting up counts for
nobody.

python -m benchmarks dispatch [--size small|medium|large] --json
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks import delivering, dispatch_peers
from benchmarks.delivering import ADDRESS, BODY, CONCURRENCY, KEY, counted, forget, rate
from benchmarks.dispatch_faults import all_faults

SIZES = {"small": 2_000, "medium": 5_000, "large": 20_000}
ROUNDS = {"small": 3, "medium": 5, "large": 5}
PEER_SHARE = 4
"""Peers send a quarter: the slow ones would take minutes for the whole."""
WANTED = {"celery": 4.0, "dramatiq": 2.5, "huey": 1.4, "procrastinate": 4.0, "django-tasks-db": 6.0}
"""How many times as fast as each peer ours has to be at least (median of the ratios of each round)."""
WANTED_OF_LIMIT = 0.5
OURS = ("sqlite", "sqlite-two-workers", "postgresql", "postgresql-two-workers")


def run(size: str) -> dict[str, Any]:
    """Rates, ratios and faults of both stores."""
    with (
        tempfile.TemporaryDirectory(prefix="lianjian-bench-") as folder,
        delivering.receiver(),
        delivering.postgresql() as database,
    ):
        stores = {"sqlite": ""} | ({"postgresql": database} if database else {})
        homes = {store: _home(folder, store) for store in stores}
        with dispatch_peers.peers(folder, database) as there:
            rounds = [_round(SIZES[size], stores, homes, there) for _ in range(ROUNDS[size])]
        faults = {store: all_faults(homes[store], stores[store], size) for store in stores}
    return _told(rounds, there, faults)


def _home(folder: str, store: str) -> str:
    home = Path(folder, store)
    home.mkdir()
    return str(home)


def _round(
    count: int, stores: dict[str, str], homes: dict[str, str], there: dict[str, dispatch_peers.Peer | str]
) -> dict[str, float]:
    """Everything once, one after the other."""
    asyncio.run(_bare(count))  # warms the receiver up
    forget()
    asyncio.run(_bare(count))
    rates = {"limit": rate(count)}
    for store, database in stores.items():
        for task, name in (("throughput", store), ("two_workers", f"{store}-two-workers")):
            forget()
            delivering.in_process(task, database, homes[store], count=count)
            rates[name] = rate(count)
            told = counted()
            if told["calls"] != count or told["distinct"] != count:
                msg = f"{name}: {told} of {count}"
                raise RuntimeError(msg)
    for name, peer in there.items():
        if not isinstance(peer, str):
            forget()
            peer.send(count // PEER_SHARE)
            rates[name] = rate(count // PEER_SHARE)
    return rates


def throughput(*, count: int) -> dict[str, int]:
    """The task of one measurement of ours."""
    outlets = delivering.prepare_outlets(idempotent=True)
    delivering.sweep()
    delivering.fill(count, outlets, lambda one, _: f"throughput-{one}")
    return delivering.dispatch()


def two_workers(*, count: int) -> dict[str, int]:
    """The same by two processes that share the queue and the concurrency, as ``lianjian matrix work`` started twice."""
    outlets = delivering.prepare_outlets(idempotent=True)
    delivering.sweep()
    delivering.fill(count, outlets, lambda one, _: f"two-{one}")
    given = {"lease": 60.0, "waits": True, "concurrency": CONCURRENCY // 2, "patience": 0.0}
    workers = [
        subprocess.Popen(
            delivering.command("worker", given),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for one in workers:
        assert one.stderr is not None
        while one.stderr.readline().strip() != b"waiting":
            pass
    for one in workers:
        assert one.stdin is not None
        one.stdin.write(b"go\n")
        one.stdin.close()
    codes = [one.wait(timeout=300) for one in workers]
    if any(codes):
        msg = "a worker failed"
        raise RuntimeError(msg)
    return delivering.states()


async def _bare(count: int) -> None:
    numbers = iter(range(count))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONCURRENCY)) as session:

        async def send() -> None:
            for number in numbers:
                address = f"http://{os.environ[ADDRESS]}/"
                async with session.post(address, data=BODY, headers={KEY: f"bare-{number}"}) as answer:
                    await answer.read()

        await asyncio.gather(*(send() for _ in range(CONCURRENCY)))


def _told(
    rounds: list[dict[str, float]], there: dict[str, dispatch_peers.Peer | str], faults: dict[str, Any]
) -> dict[str, Any]:
    medians = {name: statistics.median(one[name] for one in rounds) for name in rounds[0]}
    ours = [name for name in OURS if name in medians]
    ratios = {
        f"{store}_to_{name}": round(statistics.median(one[store] / one[name] for one in rounds), 2)
        for store in ours
        for name in medians
        if name not in ours
    }
    return {
        "ours": {
            store: {"per_s": round(medians[store]), "rounds": [round(one[store]) for one in rounds]}
            for store in ours
        },
        "peers": {
            name: {"missing": peer}
            if isinstance(peer, str)
            else {"per_s": round(medians[name]), "rounds": [round(one[name]) for one in rounds]}
            for name, peer in there.items()
        },
        "limit": {"per_s": round(medians["limit"]), "rounds": [round(one["limit"]) for one in rounds]},
        "ratios": ratios,
        "faults": faults,
        "broken": _broken(ratios, faults, ours),
    }


def _broken(ratios: dict[str, float], faults: dict[str, Any], ours: list[str]) -> list[str]:
    """The promises that were not kept."""
    found = [
        f"{store}: {ratios[f'{store}_to_{name}']} times {name}, wanted {wanted}"
        for store in ours
        for name, wanted in {"limit": WANTED_OF_LIMIT, **WANTED}.items()
        if ratios.get(f"{store}_to_{name}", wanted) < wanted
    ]
    for store, seen in faults.items():
        kills, lost, day = seen["kills"], seen["lost_answers"], seen["days"]
        claim = max(one["p95_ms"] for one in seen["claims"].values())
        kept = {
            f"lost {kills['lost']} after kills": not kills["lost"],
            f"{kills['most_repeats']} repeats": kills["most_repeats"] <= kills["concurrency"],
            f"recovery {kills['slowest_recovery_s']} s": kills["slowest_recovery_s"] <= kills["lease_s"] + 1,
            f"lost answers: {lost}": not lost["automatic_resends"] + lost["there_twice"] + lost["missing"]
            and lost["reconciled"] == lost["answers_lost"],
            f"slow outlet: {seen['slow_outlet']['ratio']}": seen["slow_outlet"]["ratio"] <= 1.3,  # noqa: PLR2004 - the promise
            f"{day['violations']} quotas overrun": not day["violations"],
            f"quotas used: {day['share_used']}": min(day["share_used"].values()) >= 0.95,  # noqa: PLR2004 - the promise
            f"claim p95 {claim} ms": claim <= 5.0,  # noqa: PLR2004 - the promise
        }
        found += [f"{store}: {words}" for words, good in kept.items() if not good]
    return found
