"""The tree of who carried a story on, from rows that carry parent and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One share of the story as stored."""

    token: int
    parent: int | None
    depth: int
    outlet: str


@dataclass(frozen=True, slots=True)
class Node:
    """One share in the tree. ``number`` and ``parent`` are places in the list, not tokens: a token is a
    working link and stays with whom it was made for. ``reads`` came directly through it; the ``_below``
    figures hold the node and all that grew from it, branches too small to show included."""

    number: int
    parent: int | None
    depth: int
    outlet: str
    reads: int
    forwards_below: int
    reads_below: int
    deepest: int
    folded: int
    """How many shares right under this one are not shown on their own."""


def grow(
    shares: Iterable[ShareRow], reads: Mapping[int, int], *, smallest: int, limit: int
) -> tuple[Node, ...]:
    """Nodes in the order in which a tree is drawn: parents before children, the branch with the most reads
    first.

    Branches with fewer than ``smallest`` reads and forwards, and those beyond ``limit`` nodes, are folded
    into the share above them. Shares whose parent is not among ``shares`` are roots. Shares may come in any
    order.
    """
    rows = {row.token: row for row in shares}
    by_depth = sorted(rows.values(), key=lambda row: -row.depth)
    forwards = dict.fromkeys(rows, 1)
    read = {token: reads.get(token, 0) for token in rows}
    deepest = {token: row.depth for token, row in rows.items()}
    children: dict[int | None, list[int]] = {}
    for row in by_depth:  # deepest first, so that a child is complete before it is added to its parent
        above = row.parent if row.parent in rows else None
        children.setdefault(above, []).append(row.token)
        if above is not None:
            forwards[above] += forwards[row.token]
            read[above] += read[row.token]
            deepest[above] = max(deepest[above], deepest[row.token])

    def order(token: int) -> tuple[int, int, int]:
        return (-read[token], -forwards[token], token)

    big = {token for token in rows if forwards[token] + read[token] >= smallest}
    kept = set(sorted(big, key=lambda token: (*order(token)[:2], rows[token].depth, token))[:limit])
    nodes: list[Node] = []
    numbers: dict[int, int] = {}
    stack = sorted((t for t in children.get(None, []) if t in kept), key=order, reverse=True)
    while stack:
        token = stack.pop()
        row = rows[token]
        below = children.get(token, [])
        shown = sorted((t for t in below if t in kept), key=order, reverse=True)
        numbers[token] = len(nodes)
        nodes.append(
            Node(
                number=len(nodes),
                parent=None if row.parent is None else numbers.get(row.parent),
                depth=row.depth,
                outlet=row.outlet,
                reads=reads.get(token, 0),
                forwards_below=forwards[token],
                reads_below=read[token],
                deepest=deepest[token],
                folded=len(below) - len(shown),
            )
        )
        stack.extend(shown)
    return tuple(nodes)
