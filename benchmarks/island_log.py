"""What a station does with requests and its log: sealing, committed appends, the audit, proofs, and the noise of counts.

Limits measured in the same run: the disk's own ``fdatasync`` a second (an append waits for one) and pyrage alone. Peer:
OpenDP's discrete Laplace mechanism, drawn as often and compared with ours cell by cell. Seconds are of the clock, so that
anything else that runs shows; ``load`` says how much that was.

python -m benchmarks island-log [--size small|medium|large] --json

``pip install -r requirements-benchmarks.txt`` for OpenDP (265 MB); what is missing is named.
"""

from __future__ import annotations

import math
import os
import random
import tempfile
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjian_feed import tlog
from lianjian_feed.sealing import Identity, seal, unseal
from lianjian_station import checkpoints
from lianjian_station.auditing import audit
from lianjian_station.home import Home, Settings
from lianjian_station.journal import Journal, Line
from lianjian_station.noise import discrete_laplace

if TYPE_CHECKING:
    from collections.abc import Callable

LINES = {"small": 10_000, "medium": 100_000, "large": 100_000}
DRAWS = {"small": 20_000, "medium": 200_000, "large": 1_000_000}
COMMITTED = 2_000  # appends, one by one
SEALED = 3_000
EPSILONS = (Fraction(1), Fraction(1, 2))
FEWEST = 20  # expected in a cell of the comparison; rarer values are joined to the tails
LEAST = {"seals_per_s": 1_000, "appends_per_s": 500}
MOST = {"sealed_overhead": 400, "audit_s": 2.0, "proof_bytes": 700}
_FACTS = {"request": "r-17", "to": "party:media", "sha256": "ab" * 32, "until": "2027-01-01", "why": "answer"}


def run(size: str) -> dict[str, Any]:
    """Every figure, and whether it was kept."""
    sealing = _sealing()
    with tempfile.TemporaryDirectory(prefix="lianjian-bench-") as thrown_away:
        logged = _log(Path(thrown_away), LINES[size])
    proofs = _proofs(1_000_000)
    noise, peers = _noise(DRAWS[size])
    kept = {
        "R1 overhead": sealing["overhead"] <= MOST["sealed_overhead"],
        "R1 seals": sealing["seals_per_s"] >= LEAST["seals_per_s"],
        "R3 appends": logged["appends_per_s"] >= LEAST["appends_per_s"],
        "R3 audit": logged["audit_s"] * 100_000 / logged["lines"] <= MOST["audit_s"] and logged["is_whole"],
        "R3 proofs": max(proofs.values()) <= MOST["proof_bytes"],
    } | {f"R4 as OpenDP at {name}": one["statistic"] <= one["bound"] for name, one in noise.items()}
    return {
        "ours": {"sealing": sealing, "log": logged, "proofs_of_a_million": proofs, "noise": noise},
        "peers": peers,
        "limit": {"least": LEAST, "most": MOST},
        "ratios": {
            "appends to fdatasync": round(logged["appends_per_s"] / logged["fdatasync_per_s"], 2),
            "seals to pyrage": round(sealing["seals_per_s"] / sealing["pyrage_per_s"], 2),
        },
        "kept": kept,
    }


def _rate(count: int, do: Callable[[int], object]) -> float:
    begun = time.perf_counter()
    for number in range(count):
        do(number)
    return round(count / (time.perf_counter() - begun), 1)


# -- R1


def _sealing() -> dict[str, Any]:
    import pyrage  # noqa: PLC0415 - the limit

    identity = Identity.make()
    letter = os.urandom(300)
    recipient = pyrage.x25519.Recipient.from_str(identity.recipient)
    bare = _rate(SEALED, lambda _: pyrage.encrypt(letter, [recipient]))
    sealed = seal(letter, [identity.recipient])
    assert unseal(sealed, [identity], cap=1 << 16) == letter  # else the figure is worth nothing
    return {
        "overhead": max(len(seal(letter, [identity.recipient])) for _ in range(200)) - len(letter),
        "seals_per_s": _rate(SEALED, lambda _: seal(letter, [identity.recipient])),
        "pyrage_per_s": bare,
        "load": round(os.getloadavg()[0], 2),
    }


# -- R3


def _log(folder: Path, lines: int) -> dict[str, Any]:
    home = Home(folder, Settings())
    with Journal.open(home) as journal:
        before = _syncs(folder)
        appends = _rate(COMMITTED, lambda _: journal.append("send", who="k1", **_FACTS))
        syncs = round((before + _syncs(folder)) / 2, 1)
        for first in range(COMMITTED, lines, 1_000):
            fresh = [Line("send", "k1", **_FACTS) for _ in range(first, min(first + 1_000, lines))]
            journal.append_many(fresh)
        checkpoints.put_by(home, journal)
        begun = time.perf_counter()
        found = audit(home, journal.key)
        spent = time.perf_counter() - begun
        return {
            "lines": journal.size,
            "appends_per_s": appends,
            "fdatasync_per_s": syncs,
            "audit_s": round(spent, 3),
            "is_whole": found.is_whole,
            "load": round(os.getloadavg()[0], 2),
        }


def _syncs(folder: Path) -> float:
    """What the disk under ``folder`` gives: 4 KiB, written and synchronised, a second."""
    file = os.open(folder / "probe", os.O_CREAT | os.O_WRONLY)
    try:
        return _rate(300, lambda _: (os.write(file, b"x" * 4096), os.fdatasync(file)))
    finally:
        os.close(file)


def _proofs(size: int) -> dict[str, int]:
    """The longest of 20,000 proofs each, in bytes."""
    dice = random.Random(7)  # noqa: S311 - places in a tree

    def nothing(_: object) -> bytes:
        return bytes(32)

    tries = range(20_000)
    return {
        "inclusion": 32 * max(len(tlog.inclusion(dice.randrange(size), size, nothing)) for _ in tries),
        "consistency": 32 * max(len(tlog.consistency(dice.randrange(1, size), size, nothing)) for _ in tries),
    }


# -- R4


def _noise(draws: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two samples a strength, ours and OpenDP's, and the two-sample chi-square statistic between them."""
    try:
        import opendp.prelude as dp  # noqa: PLC0415 - a peer
    except ImportError:
        return {}, {"OpenDP": {"missing": "not installed here"}}
    dp.enable_features("contrib")
    told, theirs = {}, {}
    for epsilon in EPSILONS:
        domain = dp.atom_domain(T=int), dp.absolute_distance(T=int)
        draw = dp.m.make_laplace(*domain, scale=float(1 / epsilon))
        begun = time.perf_counter()
        other = Counter(draw(0) for _ in range(draws))
        middle = time.perf_counter()
        own = Counter(discrete_laplace(epsilon) for _ in range(draws))
        statistic, freedom = _between(own, other)
        ended = time.perf_counter()
        bound = freedom * (1 - 2 / (9 * freedom) + 3.0 * math.sqrt(2 / (9 * freedom))) ** 3  # three sigmas
        name = f"epsilon {epsilon}"
        told[name] = {"statistic": round(statistic, 1), "freedom": freedom, "bound": round(bound, 1)}
        told[name]["draws_per_s"] = round(draws / (ended - middle))
        theirs[name] = {"draws_per_s": round(draws / (middle - begun))}
    return told, {"OpenDP": theirs}


def _between(one: Counter[int], other: Counter[int]) -> tuple[float, int]:
    """Chi-square of two samples of one size, and its degrees of freedom."""
    reach = 0
    while min(one[reach + 1] + other[reach + 1], one[-reach - 1] + other[-reach - 1]) >= FEWEST:
        reach += 1
    cells = [(one[z], other[z]) for z in range(-reach, reach + 1)]
    for sign in (1, -1):
        cells.append(
            (
                sum(n for z, n in one.items() if z * sign > reach),
                sum(n for z, n in other.items() if z * sign > reach),
            )
        )
    return sum((a - b) ** 2 / (a + b) for a, b in cells if a + b), len(cells) - 1
