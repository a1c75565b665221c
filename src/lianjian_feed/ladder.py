"""Which packs exist and which a reader takes. A hint only: a wrong index costs time, never truth.

Packs from the last 1, 2, 4, 8 … editions lead to the newest; those that end at a multiple of their own stride
stay, so that a box many editions behind climbs in a handful of steps (30 behind: at most 9 requests for
packs).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = "lianjian-index/1"
LONGEST = 1 << 10  # editions; a box further behind starts from nothing
MAX_STEPS = 24
INDEX_CAP = 1_000_000  # bytes


@dataclass(frozen=True)
class Rung:
    """A pack that leads from edition ``start`` (0: nothing) to ``end``, in ``sizes`` bytes a segment."""

    start: int
    end: int
    sizes: tuple[int, ...]

    @property
    def size(self) -> int:
        return sum(self.sizes)


def starts(newest: int, oldest: int = 1) -> list[int]:
    """The editions from which a publisher makes packs to ``newest``, given the oldest whose content it still
    has.
    """
    strides = [1 << power for power in range(LONGEST.bit_length())]
    return [0] + [newest - stride for stride in strides if newest - stride >= max(oldest, 1)]


def stays(start: int, end: int, newest: int) -> bool:
    """Whether a pack is still worth its space once ``newest`` is published."""
    stride = end - start
    return end == newest or (start > 0 and end % stride == 0 and end > newest - LONGEST)


def route(rungs: Iterable[Rung], held: int, wanted: int) -> list[Rung]:
    """The cheapest chain from ``held`` to ``wanted`` by bytes (a request counts as 300); empty when there is
    none.
    """
    best: dict[int, tuple[int, list[Rung]]] = {held: (0, [])}
    for rung in sorted(rungs, key=lambda rung: (rung.start, rung.end)):
        at = best.get(rung.start)
        if at is None or not rung.start < rung.end <= wanted or (rung.start == 0 != held):
            continue
        cost, chain = at[0] + rung.size + 300 * len(rung.sizes), [*at[1], rung]
        if len(chain) <= MAX_STEPS and (rung.end not in best or cost < best[rung.end][0]):
            best[rung.end] = (cost, chain)
    return best.get(wanted, (0, []))[1]


def write_index(rungs: Iterable[Rung]) -> bytes:
    rows = sorted((rung.start, rung.end, list(rung.sizes)) for rung in rungs)
    return json.dumps({"format": FORMAT, "packs": rows}, separators=(",", ":")).encode()


def read_index(data: bytes) -> list[Rung]:
    """Read the hint; anything odd in it is a refusal the caller may shrug off."""
    try:
        told: Mapping[str, object] = json.loads(data)
        rows = told["packs"]
        if told["format"] != FORMAT or not isinstance(rows, list):
            raise ValueError(told["format"])
        rungs = [Rung(int(start), int(end), tuple(int(size) for size in sizes)) for start, end, sizes in rows]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused("The index of packs cannot be read.") from error
    return [rung for rung in rungs if 0 <= rung.start < rung.end and rung.sizes and min(rung.sizes) > 0]
