"""Two texts laid against each other: what is the same in both, and what stands in its place.

Runs of characters that occur once in either text are anchors (the longest rising chain of them, as patience diff has it);
between anchors the runs get shorter, and what is left is small enough for the exact edit distance.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

RUNS = (24, 12, 6, 3)
"""Lengths of the runs that anchor, one after another."""
SMALL = 40_000
"""Cells of the largest table of edit distances; a gap above this that nothing anchors is another wording."""
FOREIGN = 24
"""From this length on, a gap of which less than a third is the same is another wording as a whole."""

OUT_OF_STEP = 4
"""More characters than this that differ in a row, none of them lost, are no damage done character by character."""
GONE = "\ufffd"
"""Stands for a lost character: it equals nothing."""


class Span(NamedTuple):
    """`a[a0:a1]` lies against `b[b0:b1]`; `same` where they are equal."""

    same: bool
    a0: int
    a1: int
    b0: int
    b1: int


def align(a: str, b: str) -> list[Span]:
    """Spans that cover both texts in order. Time grows with their length, not with its square."""
    matched: list[tuple[int, int, int]] = []
    todo = [(0, len(a), 0, len(b), 0)]
    while todo:
        a0, a1, b0, b1, level = todo.pop()
        head = _common_head(a, a0, a1, b, b0, b1)
        if head:
            matched.append((a0, b0, head))
            a0, b0 = a0 + head, b0 + head
        tail = _common_tail(a, a0, a1, b, b0, b1)
        if tail:
            a1, b1 = a1 - tail, b1 - tail
            matched.append((a1, b1, tail))
        if a0 == a1 or b0 == b1:
            continue
        if a1 - a0 == b1 - b0 and (in_step := _in_step(a, a0, b, b0, a1 - a0)):
            matched += in_step
            continue
        if level == len(RUNS):
            if (a1 - a0) * (b1 - b0) <= SMALL:
                matched += _measured(a, a0, a1, b, b0, b1)
            continue
        at, bt = a0, b0
        for x, y in _anchors(a[a0:a1], b[b0:b1], RUNS[level]):
            if a0 + x >= at and b0 + y >= bt:
                todo.append((at, a0 + x, bt, b0 + y, level + 1))
                length = _common_head(a, a0 + x, a1, b, b0 + y, b1)
                matched.append((a0 + x, b0 + y, length))
                at, bt = a0 + x + length, b0 + y + length
        todo.append((at, a1, bt, b1, level + 1))
    return _spans(sorted(matched), len(a), len(b))


def _in_step(a: str, a0: int, b: str, b0: int, length: int) -> list[tuple[int, int, int]]:
    """The matches of two stretches of one length where their characters go in step; [] where they do not."""
    found: list[tuple[int, int, int]] = []
    apart = lost = 0
    for at in range(length):
        if a[a0 + at] == b[b0 + at]:
            found.append((a0 + at, b0 + at, 1))
            apart = 0
        elif GONE in (a[a0 + at], b[b0 + at]):
            lost += 1
        else:
            apart += 1
            if apart > OUT_OF_STEP:
                return []
    return found if 2 * len(found) >= length - lost else []


def _common_head(a: str, a0: int, a1: int, b: str, b0: int, b1: int) -> int:
    """How many characters are the same from here on."""
    most, length, step = min(a1 - a0, b1 - b0), 0, 64
    while length < most and a.startswith(b[b0 + length : b0 + min(length + step, most)], a0 + length):
        length = min(length + step, most)
    while length < most and a[a0 + length] == b[b0 + length]:
        length += 1
    return length


def _common_tail(a: str, a0: int, a1: int, b: str, b0: int, b1: int) -> int:
    most, length = min(a1 - a0, b1 - b0), 0
    while length < most and a[a1 - length - 1] == b[b1 - length - 1]:
        length += 1
    return length


def _once(text: str, run: int) -> dict[str, int]:
    """Runs that stand in `text` once, with their place."""
    seen: dict[str, int] = {}
    for at in range(len(text) - run + 1):
        piece = text[at : at + run]
        seen[piece] = -1 if piece in seen else at
    return {piece: at for piece, at in seen.items() if at >= 0}


def _anchors(a: str, b: str, run: int) -> list[tuple[int, int]]:
    """Places of runs that occur once in either text, rising in both: the longest such chain."""
    there = _once(b, run)
    pairs = [(x, there[piece]) for piece, x in _once(a, run).items() if piece in there]
    pairs.sort()
    ends: list[int] = []
    chain: list[int] = []
    before = [-1] * len(pairs)
    for number, (_, y) in enumerate(pairs):
        rank = bisect_left(ends, y)
        before[number] = chain[rank - 1] if rank else -1
        if rank == len(ends):
            ends.append(y)
            chain.append(number)
        else:
            ends[rank], chain[rank] = y, number
    found: list[tuple[int, int]] = []
    number = chain[-1] if chain else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _measured(a: str, a0: int, a1: int, b: str, b0: int, b1: int) -> list[tuple[int, int, int]]:
    """The matches of a way with the fewest edits; where there are several, one that keeps characters in step."""
    n, m = a1 - a0, b1 - b0
    rows = [list(range(m + 1))]
    for i in range(1, n + 1):
        above, row = rows[-1], [i]
        character = a[a0 + i - 1]
        for j in range(1, m + 1):
            best = above[j - 1] + (character != b[b0 + j - 1])
            row.append(min(best, above[j] + 1, row[-1] + 1))
        rows.append(row)
    found: list[tuple[int, int, int]] = []
    i, j = n, m
    while i and j:
        equal = a[a0 + i - 1] == b[b0 + j - 1]
        if rows[i][j] == rows[i - 1][j - 1] + (not equal):
            i, j = i - 1, j - 1
            if equal:
                found.append((a0 + i, b0 + j, 1))
        elif rows[i][j] == rows[i - 1][j] + 1:
            i -= 1
        else:
            j -= 1
    if max(n, m) >= FOREIGN and len(found) * 3 < max(n, m):
        return []
    return found


def _spans(matched: list[tuple[int, int, int]], n: int, m: int) -> list[Span]:
    spans: list[Span] = []
    at = bt = 0
    for x, y, length in [*matched, (n, m, 0)]:
        if x > at or y > bt:
            spans.append(Span(False, at, x, bt, y))
        if length:
            last = spans[-1] if spans else None
            if last is not None and last.same and last.a1 == x and last.b1 == y:
                spans[-1] = Span(True, last.a0, x + length, last.b0, y + length)
            else:
                spans.append(Span(True, x, x + length, y, y + length))
        at, bt = x + length, y + length
    return spans
