"""Repair of mangled Chinese: error rate, harm, speed and memory of huanyuan beside the tools people reach for.

Peers, where installed: ftfy, OpenCC (t2s), and a regular expression that drops glosses followed by OpenCC. Data:
our own sentences damaged by the tests' forward model, clean texts of several kinds, and the megabytes of Chinese text
that packages on this machine carry (`repair_texts.py`); with a folder that holds `mangled/dev.jsonl` and
`mangled/leave-alone-dev.jsonl` also real pages. Error rates are in percent of the characters, punctuation width
normalised, because the damage does not tell it; speeds are of one core (seconds of the processor).

    python -m benchmarks repair [--size small|medium|large] --json    with LIANJIAN_BENCHMARK_DATA=DIR for real pages
    python -m benchmarks.repair [--size small|full] [--data DIR]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import huanyuan
from benchmarks import repair_texts
from tests.huanyuan import corruptor
from tests.huanyuan.texts import CLASSICAL, HONG_KONG_AND_TAIWAN, LESSONS, SIMPLIFIED, TRICKY

PAGES = {"small": 20, "medium": 60, "large": 200, "full": 200}
LIMIT = {
    "error.mirror": 0.15,
    "exact.mirror": 0.65,
    "error.table": 0.30,
    "error.latin1": 1.0,
    "error.real independent and cross-copy pairs": 0.15,
    "exact.real independent and cross-copy pairs": 0.83,
    "error.real mirror pages": 0.25,
    "error.real pages with shifts": 0.40,
    "error.real GBK as Latin-1": 1.0,
    "worse.utf8_as_gbk": 0,
    "unflagged.utf8_as_gbk": 0,
    "harmed": 0,
    "harmed in packages": 0,
    "repaired twice differs": 0,
    "digits invented": 0,
    "MB/s clean": 10.0,
    "MB/s mangled": 0.2,
}
_NAMED = "保分靶地热有新车一是了在人不为这中大上个国我以要他时来用们生到作于出就会可也你对能而子那得着下自之年过发后里"
_DIGITS_STAND = (
    "mirror",
    "table",
    "entities",
    "real mirror pages",
)  # elsewhere digits were not shown as digits
_PRINTABLE = 12  # of the tricky texts: the rest are empty, or surrogates that a peer cannot even read
_WIDTH = str.maketrans("，：；！？（）", ",:;!?()")
_GLOSS = re.compile(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü]{1,6}\)")

Tool = Callable[[str], str]
Pair = tuple[str, str]


def _tools() -> tuple[dict[str, Tool], list[str]]:
    """The peers that are installed, and those that are missing."""
    found: dict[str, Tool] = {}
    missing = []
    try:
        import ftfy  # noqa: PLC0415 - a peer, not a dependency

        found["ftfy"] = ftfy.fix_text
    except ImportError:
        missing.append("ftfy")
    try:
        import opencc  # noqa: PLC0415 - a peer, not a dependency

        convert = opencc.OpenCC("t2s").convert
        found["OpenCC t2s"] = convert
        found["gloss regex + OpenCC"] = lambda text: convert(_GLOSS.sub("", text))
    except ImportError:
        missing += ["OpenCC t2s", "gloss regex + OpenCC"]
    return found, missing


def edit_distance(ours: str, theirs: str) -> int:
    """Levenshtein's distance, after the common ends are taken off."""
    start = 0
    while start < min(len(ours), len(theirs)) and ours[start] == theirs[start]:
        start += 1
    ours, theirs = ours[start:], theirs[start:]
    end = 0
    while end < min(len(ours), len(theirs)) and ours[-1 - end] == theirs[-1 - end]:
        end += 1
    ours, theirs = ours[: len(ours) - end], theirs[: len(theirs) - end]
    row = list(range(len(theirs) + 1))
    for i, a in enumerate(ours, 1):
        fresh = [i]
        for j, b in enumerate(theirs, 1):
            fresh.append(min(row[j] + 1, fresh[-1] + 1, row[j - 1] + (a != b)))
        row = fresh
    return row[-1]


def _sets(pages: int) -> dict[str, list[Pair]]:
    """Damaged pages with what they were, by kind of damage; the same on every run."""
    chance = random.Random(20231124)  # noqa: S311 - no secret
    clean = ["\n".join(chance.sample(SIMPLIFIED, k=10)) for _ in range(pages)]
    return {
        "mirror": [(corruptor.random_mirror(chance).apply(page), page) for page in clean],
        "table": [(corruptor.Mirror("", ()).apply(page), page) for page in clean],
        "latin1": [(corruptor.as_latin1(page, merge=chance.choice([True, False])), page) for page in clean],
        "entities": [(corruptor.entities(page, "".join(chance.sample(_NAMED, 30))), page) for page in clean],
        "utf8_as_gbk": [(corruptor.as_gbk(page), page) for page in clean],
    }


def _real(data: Path) -> tuple[dict[str, list[Pair]], list[str]]:
    """Real pages by the kind of evidence for what they were, and real texts to be left alone."""
    sets: dict[str, list[Pair]] = {}
    for line in (data / "mangled" / "dev.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["clean"] is None:
            continue
        families = set(row["families"])
        if families & {"gloss", "s2t"} and "yiyi" not in families:
            sets.setdefault("real mirror pages", []).append((row["dirty"], row["clean"]))
            if "gbkshift" in families:
                sets.setdefault("real pages with shifts", []).append((row["dirty"], row["clean"]))
        if row["clean_source"].startswith(("independent", "cross-copy")):
            sets.setdefault("real independent and cross-copy pairs", []).append((row["dirty"], row["clean"]))
        if "gbk_as_latin1" in families:
            sets.setdefault("real GBK as Latin-1", []).append((row["dirty"], row["clean"]))
    alone = (data / "mangled" / "leave-alone-dev.jsonl").read_text("utf-8").splitlines()
    return sets, [json.loads(line)["text"] for line in alone]


def _measure(tool: Tool, sets: dict[str, list[Pair]], alone: list[str]) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    for name, pairs in sets.items():
        wrong = exact = length = 0
        for dirty, clean in pairs:
            distance = edit_distance(tool(dirty).translate(_WIDTH), clean.translate(_WIDTH))
            wrong, exact, length = wrong + distance, exact + (distance == 0), length + len(clean)
        figures[f"error.{name}"] = round(100 * wrong / length, 3)
        figures[f"exact.{name}"] = f"{exact}/{len(pairs)}"
    figures["harmed"] = sum(tool(text) != text for text in alone)
    before = [edit_distance(d.translate(_WIDTH), c.translate(_WIDTH)) for d, c in sets["utf8_as_gbk"]]
    after = [edit_distance(tool(d).translate(_WIDTH), c.translate(_WIDTH)) for d, c in sets["utf8_as_gbk"]]
    figures["worse.utf8_as_gbk"] = sum(a > b for a, b in zip(after, before, strict=True))
    figures["MB/s clean"] = _speed(tool, ["\n".join(SIMPLIFIED * 200)])
    figures["MB/s mangled"] = _speed(tool, [dirty for dirty, _ in sets["mirror"]])
    return figures


def _speed(tool: Tool, texts: list[str]) -> float:
    size = sum(len(text.encode()) for text in texts)
    begun = time.process_time()
    for text in texts:
        tool(text)
    return round(size / (time.process_time() - begun) / 1e6, 3)


def _promises(sets: dict[str, list[Pair]]) -> dict[str, int]:
    """What only ours promises: flags, a second repair that changes nothing, no digit that was not there."""
    answers = [(dirty, huanyuan.repair(dirty)) for pairs in sets.values() for dirty, _ in pairs]
    return {
        "unflagged.utf8_as_gbk": sum(not huanyuan.repair(d).families for d, _ in sets["utf8_as_gbk"]),
        "repaired twice differs": sum(huanyuan.repair(a.text).text != a.text for _, a in answers),
        "digits invented": sum(
            max(0, a.text.count(digit) - dirty.count(digit))
            for (dirty, a), (name, _) in zip(
                answers, ((name, pair) for name, pairs in sets.items() for pair in pairs), strict=True
            )
            if name in _DIGITS_STAND
            for digit in "0123456789"
        ),
    }


def _kept(ours: dict[str, Any]) -> dict[str, bool | str]:
    """Which demand was met; errors and counts at most, speeds and shares of exact documents at least."""
    kept: dict[str, bool | str] = {}
    for name, limit in LIMIT.items():
        seen = ours.get(name)
        if seen is None:
            kept[name] = "not measured: no folder with real pages was given"
        elif isinstance(seen, str):
            exact, of = map(int, seen.split("/"))
            kept[name] = exact / of >= limit
        else:
            kept[name] = seen >= limit if name.startswith("MB/s") else seen <= limit
    return kept


def run(size: str = "small", data: Path | None = None) -> dict[str, Any]:
    """All figures, ours and the peers', measured in this process."""
    sets = _sets(PAGES.get(size, PAGES["small"]))
    whole_pages = ["\n".join(kind * 10) for kind in (SIMPLIFIED, HONG_KONG_AND_TAIWAN, CLASSICAL)]
    alone = [*whole_pages, *HONG_KONG_AND_TAIWAN, *CLASSICAL, *LESSONS, *TRICKY[:_PRINTABLE]]
    if data is None and os.environ.get("LIANJIAN_BENCHMARK_DATA"):
        data = Path(os.environ["LIANJIAN_BENCHMARK_DATA"])
    if data is not None:
        real, more = _real(data)
        sets |= real
        alone += more
    ours = _measure(lambda text: huanyuan.repair(text).text, sets, alone)
    ours["left alone"] = len(alone)
    ours |= _promises(sets)
    packages = repair_texts.harm(huanyuan.repair, size)
    ours["harmed in packages"] = len(packages["changed"])
    ours["peak memory MB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    tools, missing = _tools()
    peers: dict[str, Any] = {name: _measure(tool, sets, alone) for name, tool in tools.items()}
    peers |= {name: {"missing": "not installed here"} for name in missing}
    ratios = {
        f"{name}: errors on mirror pages, theirs to ours": round(
            figures["error.mirror"] / max(ours["error.mirror"], 0.001), 1
        )
        for name, figures in peers.items()
        if "error.mirror" in figures
    }
    return {
        "name": "repair",
        "size": size,
        "ours": ours,
        "peers": peers,
        "limit": LIMIT,
        "ratios": ratios,
        "kept": _kept(ours),
        "packages": packages,
        "real pages": "measured"
        if data is not None
        else "absent: set LIANJIAN_BENCHMARK_DATA to a folder that has them",
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=sorted(PAGES), default="small")
    parser.add_argument("--data", type=Path)
    given = parser.parse_args()
    sys.stdout.write(json.dumps(run(given.size, given.data), ensure_ascii=False, indent=2) + "\n")
