"""The Merkle tree of RFC 6962 section 2.1 over the lines of a catalogue.

Its root is signed beside the flat digest, so that one article and its audit path (about 17 hashes at 100,000
articles) can be checked against an organisation's signature by a phone that holds nothing else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def _leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels, leaves first.

    An odd node at the end moves up unchanged, which is RFC 6962's split at a power of two.
    """
    levels = [[_leaf(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [_node(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree hash; of no leaves it is the hash of the empty string."""
    return _levels(leaves)[-1][0] if leaves else hashlib.sha256(b"").digest()


def audit_path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root, lowest first."""
    path = []
    for level in _levels(leaves)[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index //= 2
    return path


def leads_to(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """Whether ``leaf`` at ``index`` of ``size`` and its audit path hash to ``expected`` (RFC 9162 section
    2.1.3.2).
    """
    if not 0 <= index < size:
        return False
    current, last, steps = _leaf(leaf), size - 1, iter(path)
    while last:
        if index % 2 or index < last:
            step = next(steps, None)
            if step is None:
                return False
            current = _node(step, current) if index % 2 else _node(current, step)
        index, last = index // 2, last // 2
    return next(steps, None) is None and current == expected
