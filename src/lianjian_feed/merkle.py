"""The Merkle tree of RFC 6962 section 2.1, over the lines of a catalogue and (``tlog``) the entries of a log.

A catalogue's root is signed beside the flat digest, so that one article and its audit path (about 17 hashes at
100,000 articles) can be checked against an organisation's signature by a phone that holds nothing else.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


EMPTY = hashlib.sha256(b"").digest()  # the tree hash of no leaves


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """All levels, leaves first.

    An odd node at the end moves up unchanged, which is RFC 6962's split at a power of two.
    """
    levels = [[leaf_hash(leaf) for leaf in leaves]]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(*pair) for pair in zip(below[::2], below[1::2], strict=False)]
        if len(below) % 2:
            above.append(below[-1])
        levels.append(above)
    return levels


def root(leaves: Sequence[bytes]) -> bytes:
    """The tree hash; of no leaves it is the hash of the empty string."""
    return _levels(leaves)[-1][0] if leaves else EMPTY


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
    return hash_leads_to(leaf_hash(leaf), index, size, path, expected)


def hash_leads_to(leaf: bytes, index: int, size: int, path: Sequence[bytes], expected: bytes) -> bool:
    """The same for a leaf of which only the hash is at hand."""
    if not 0 <= index < size:
        return False
    current, last, steps = leaf, size - 1, iter(path)
    while last:
        if index % 2 or index < last:
            step = next(steps, None)
            if step is None:
                return False
            current = node_hash(step, current) if index % 2 else node_hash(current, step)
        index, last = index // 2, last // 2
    return next(steps, None) is None and current == expected
