"""Which entries of the register are likely the same organisation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from lianjian.kernel.cells import narrow

if TYPE_CHECKING:
    from collections.abc import Iterable

TOWN_DIGITS = 9
MOST_COMPARED = 400
"""Entries of one town and kind that are compared with each other one by one."""
_ENDINGS = re.compile(
    "(?:村民委员会|社区居民委员会|社区居委会|居民委员会|村委会|居委会|社区|村|股份有限公司|有限责任公司|有限公司|公司)$"
)
_MARKS = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation as far as likeness goes; ``path`` are the names of its division from the province down."""

    key: int
    name: str
    kind: str
    division: str
    path: str


def bare(name: str, path: str = "") -> str:
    """A name without what differs from writer to writer: width, spaces and marks, the places before it, its ending."""
    text = _MARKS.sub("", narrow(name)).casefold()
    for place in path.split()[:-1]:
        if text.startswith(place) and len(text) > len(place):
            text = text.removeprefix(place)
    shorter = _ENDINGS.sub("", text)
    return shorter or text


def pairs(entries: Iterable[Entry]) -> list[tuple[int, int]]:
    """Pairs that are likely the same, the surest first, each with the smaller key first: of one kind, and either of the
    same bare name in the same place (or one without a place), or in one town with names that differ by one character."""
    same: dict[tuple[str, str], list[Entry]] = {}
    towns: dict[tuple[str, str], list[tuple[Entry, str]]] = {}
    for one in entries:
        name = bare(one.name, one.path)
        same.setdefault((one.kind, name), []).append(one)
        if len(one.division) >= TOWN_DIGITS:
            towns.setdefault((one.kind, one.division[:TOWN_DIGITS]), []).append((one, name))
    sure = {
        _ordered(a, b)
        for group in same.values()
        if len(group) > 1
        for a, b in combinations(group[:MOST_COMPARED], 2)
        if _one_place(a.division, b.division)
    }
    near = {
        _ordered(a, b)
        for group in towns.values()
        for (a, first), (b, second) in combinations(group[:MOST_COMPARED], 2)
        if a.division == b.division or (first == second or one_apart(first, second))
    }
    return [*sorted(sure), *sorted(near - sure)]


def _ordered(a: Entry, b: Entry) -> tuple[int, int]:
    return (a.key, b.key) if a.key < b.key else (b.key, a.key)


def _one_place(a: str, b: str) -> bool:
    """The same division, one within the other, or one of them unknown."""
    return a.startswith(b) or b.startswith(a)


def one_apart(a: str, b: str, *, least: int = 3) -> bool:
    """Whether two names of ``least`` characters or more differ by one that is changed, added or left out."""
    if a == b or min(len(a), len(b)) < least or abs(len(a) - len(b)) > 1:  # shorter names are all alike
        return False
    if len(a) > len(b):
        a, b = b, a
    start = next((place for place, letter in enumerate(a) if letter != b[place]), len(a))
    return a[start + 1 :] == b[start + 1 :] if len(a) == len(b) else a[start:] == b[start + 1 :]
