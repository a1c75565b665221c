"""Bytes of the feed: what stations cost on the line and on their processor, beside others that bring files up to date.

Articles of about 4 KB of Chinese prose by five organisations (``island_corpus``); every byte of TCP payload counts, both ways,
headers included. ``small`` is of 1,000 articles, ``medium`` of 1,000 and 10,000, ``large`` of 100,000 as well (no peers
there). The limit is zstd-19 of the new bytes in one stream.

python -m benchmarks island-bytes [--size small|medium|large] --json

Peers that are not installed are named: ``apt install rsync casync git``.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import island_ours, island_peers
from benchmarks.island_ours import Corpus

SIZES = {"small": (1_000,), "medium": (1_000, 10_000), "large": (1_000, 10_000, 100_000)}
WITH_PEERS = 10_000
LEAST_STORED = 10_000  # articles a second of the processor
MOST = {
    "A1 idle poll": 350,  # bytes
    "A1 connections": 1,
    "A1 poll with news": 900,
    "A1 new TLS 1.3": 3_300,
    "A2 full refresh": 1_700,
    "A2 seconds": 0.025,  # of the processor
    "A3 one edited article": 5_000,
    "A4 text, of the limit": 1.10,
    "A4 text, of rsync -z, 1,000": 0.60,
    "A4 text, of rsync -z, 10,000": 0.20,
    "A5 with pictures, of the limit": 1.02,
    "A6 thirty days behind": 1.05,
    "A6 requests": 15,
    "A7 cut every 50 KB": 0.05,
    "A7 cut every 20 KB": 0.20,
    "S2 cold start": 160,  # MB
}
MOST_AT_MOST_10K = {"S1 update": 0.15, "S2 update": 80}
MOST_AT_100K = {"S1 update": 1.0, "S2 update": 160}


def run(size: str) -> dict[str, Any]:
    """Every figure of each size, and whether it was kept."""
    ours: dict[str, Any] = {}
    peers: dict[str, Any] = {}
    memory = "/dev/shm" if size != "large" and os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - a fresh folder in it
    for turn, count in enumerate(SIZES[size]):
        with tempfile.TemporaryDirectory(prefix="lianjian-bench-", dir=memory) as thrown_away:
            ours[str(count)] = island_ours.measure(Path(thrown_away), count, is_first=turn == 0)
        print(f"island-bytes: {count} articles measured", file=sys.stderr)
        if count <= WITH_PEERS:
            peers[str(count)] = _peers(count, memory)
    kept = {count: _kept(told, peers.get(count, {})) for count, told in ours.items()}
    first, last = next(iter(ours.values())), list(ours.values())[-1]
    kept["all"] = {
        "A2 the same at every size": abs(last["refresh"]["bytes"] / first["refresh"]["bytes"] - 1) <= 0.05,  # noqa: PLR2004
        "A4 largest to smallest": last["text"]["bytes"] / first["text"]["bytes"] <= 1.1,  # noqa: PLR2004
    }
    ratios = {
        count: {
            name: round(told["text"]["bytes"] / peer["update"], 3)
            for name, peer in peers.get(count, {}).items()
            if "update" in peer
        }
        for count, told in ours.items()
    }
    limit = {
        count: {"text": told["text"]["limit"], "mixed": told["mixed"]["limit"]}
        for count, told in ours.items()
    }
    return {"ours": ours, "peers": peers, "limit": limit, "ratios": ratios, "kept": kept}


def _peers(count: int, memory: str | None) -> dict[str, Any]:
    corpus = Corpus.of(count)
    corpus.day(new=0, edited=1)
    before = corpus.rooms()
    corpus.day()
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-", dir=memory) as thrown_away:
        return island_peers.measure(Path(thrown_away), before, corpus.rooms())


def _kept(told: dict[str, Any], peers: dict[str, Any]) -> dict[str, bool]:
    """The acceptance figures of transport and station, one by one."""
    count, text, mixed = told["articles"], told["text"], told["mixed"]
    values = {
        "A1 idle poll": told["idle_304"]["bytes"],
        "A1 connections": told["idle_304"]["connections"],
        "A1 poll with news": told["poll_200"]["bytes"],
        "A2 full refresh": told["refresh"]["bytes"],
        "A2 seconds": told["refresh"]["cpu_s"],
        "A3 one edited article": told["one_edited"]["bytes"],
        "A4 text, of the limit": text["of_limit"],
        "A5 with pictures, of the limit": mixed["of_limit"],
        "A7 cut every 50 KB": told["cut_50"]["overhead"],
        "A7 cut every 20 KB": told["cut_20"]["overhead"],
        "S2 cold start": told["cold"]["peak_rss_mb"],
    }
    most = MOST | (MOST_AT_MOST_10K if count <= WITH_PEERS else MOST_AT_100K)
    values["S1 update"], values["S2 update"] = text["alone"]["cpu_s"], text["alone"]["peak_rss_mb"]
    if "tls_304" in told:
        values["A1 new TLS 1.3"] = told["tls_304"]["bytes"]
        values["A6 thirty days behind"] = told["month"]["of_limit"]
        values["A6 requests"] = told["month"]["requests"]
    if "update" in peers.get("rsync -z", {}):
        name = "A4 text, of rsync -z, 1,000" if count < WITH_PEERS else "A4 text, of rsync -z, 10,000"
        values[name] = text["bytes"] / peers["rsync -z"]["update"]
    kept = {name: value <= most[name] for name, value in values.items()}
    kept["A5 text before pictures"] = mixed["text_first"]
    kept["S1 stored a second"] = told["stored_per_cpu_s"] >= LEAST_STORED
    return kept
