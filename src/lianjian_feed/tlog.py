"""The tree of a log that only grows: checkpoints, proofs, tiles. Pure; hashes are asked of the caller.

A log keeps the hash of every *complete* subtree, named ``(level, index)``: level 0 are the leaves, the hash at
level k, index i covers entries i * 2^k to (i + 1) * 2^k. From these every root, inclusion proof (RFC 6962
section 2.1.1) and consistency proof (2.1.2) is made with O(log n) of them; checks follow RFC 9162 sections
2.1.3.2 and 2.1.4.2. Checkpoints are those of c2sp.org/tlog-checkpoint, tiles and bundles of entries those of
c2sp.org/tlog-tiles, a proof on paper that of c2sp.org/tlog-proof.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.merkle import EMPTY, hash_leads_to, node_hash
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from lianjian_feed.notes import Note

HASH = 32  # bytes
WIDTH = 256  # hashes a tile
HEIGHT = 8  # levels of the tree a tile spans
LARGEST = 2**62  # entries; a size beyond is no log's
LONGEST_PROOF = 2 * 63  # hashes
Node = tuple[int, int]  # level, index


# -- growing


def grow(
    size: int, peaks: Sequence[bytes], leaves: Iterable[bytes]
) -> Iterator[tuple[Node, bytes, tuple[bytes, ...]]]:
    """Add leaf hashes to a tree of ``size`` whose complete subtrees, largest first, hash to ``peaks``.

    Yields every hash of a complete subtree that comes to be, its leaf first, with the peaks at that moment;
    the last peaks are those of the grown tree.
    """
    held = list(peaks)
    for number, leaf in enumerate(leaves, size):
        held.append(leaf)
        level, index = 0, number
        yield (0, number), leaf, tuple(held)
        while index & 1:
            right = held.pop()
            held[-1] = node_hash(held[-1], right)
            level, index = level + 1, index >> 1
            yield (level, index), held[-1], tuple(held)


def root_of(peaks: Sequence[bytes]) -> bytes:
    """The tree hash over complete subtrees, largest first."""
    if not peaks:
        return EMPTY
    *rest, current = peaks
    for peak in reversed(rest):
        current = node_hash(peak, current)
    return current


def peaks_at(size: int) -> list[Node]:
    """The complete subtrees a tree of ``size`` consists of, largest first."""
    found, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return found


# -- proofs


def root_at(size: int, node: Callable[[Node], bytes]) -> bytes:
    """The tree hash of the first ``size`` entries."""
    return root_of([node(name) for name in peaks_at(size)])


def inclusion(index: int, size: int, node: Callable[[Node], bytes]) -> list[bytes]:
    """The audit path of entry ``index`` in the tree of ``size``, lowest first."""
    if not 0 <= index < size:
        raise Refused("The log has no entry {index}.", index=index)
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(middle, end, node))
            end = middle
        else:
            path.append(_range_hash(start, middle, node))
            start = middle
    return path[::-1]


def consistency(old: int, new: int, node: Callable[[Node], bytes]) -> list[bytes]:
    """The proof that the tree of ``new`` begins with the tree of ``old``; none is needed from or to itself,
    or from nothing.
    """
    if not 0 <= old <= new:
        raise Refused("The log has no entry {index}.", index=old - 1)
    if old in {0, new}:
        return []
    proof: list[bytes] = []
    start, end, is_whole = 0, new, True
    while old - start != end - start:
        middle = start + _split(end - start)
        if old <= middle:
            proof.append(_range_hash(middle, end, node))
            end = middle
        else:
            proof.append(_range_hash(start, middle, node))
            start, is_whole = middle, False
    if not is_whole:
        proof.append(_range_hash(start, end, node))
    return proof[::-1]


def includes(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the entry with this leaf hash is number ``index`` of the tree of ``size`` (RFC 9162 2.1.3.2)."""
    return hash_leads_to(leaf, index, size, path, root)


def extends(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the tree of ``new`` begins with the tree of ``old`` (RFC 9162 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY
    if not proof:
        return False
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    of_old = of_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            of_old, of_new = node_hash(step, of_old), node_hash(step, of_new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            of_new = node_hash(of_new, step)
        first, last = first >> 1, last >> 1
    return last == 0 and of_old == old_root and of_new == new_root


def _split(width: int) -> int:
    """The largest power of two below ``width``."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(start: int, end: int, node: Callable[[Node], bytes]) -> bytes:
    """The tree hash of entries ``start`` to ``end``, where the split of RFC 6962 makes such a range."""
    return root_of([node((level, (start >> level) + index)) for level, index in peaks_at(end - start)])


# -- checkpoints


@dataclass(frozen=True)
class Checkpoint:
    """What a log says of itself: its name, how many entries, and the hash over all of them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def body(self) -> str:
        """The text that is signed."""
        told = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in told)

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        """Read the text of a note."""
        try:
            origin, size, root, *extensions = text.removesuffix("\n").split("\n")
            read = cls(origin, int(size), base64.b64decode(root, validate=True), tuple(extensions))
        except (ValueError, binascii.Error) as error:
            raise Refused("The checkpoint cannot be read.") from error
        is_whole = origin and all(extensions) and len(read.root) == HASH and 0 <= read.size <= LARGEST
        if not is_whole or read.body != text or (read.size == 0 and read.root != EMPTY):
            raise Refused("The checkpoint cannot be read.")
        return read

    @classmethod
    def of(cls, note: Note) -> Checkpoint:
        """What a note says; whether it may be believed is asked of the note."""
        return cls.parse(note.text)


def write_proof(index: int, path: Sequence[bytes], checkpoint: bytes) -> bytes:
    """An entry's place in the log as one file that needs nothing else (c2sp.org/tlog-proof@v1)."""
    hashes = "".join(f"{base64.b64encode(step).decode()}\n" for step in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n".encode() + checkpoint


# -- tiles


def tile_name(level: int, number: int, width: int = WIDTH) -> str:
    """Where a tile of hashes lies; narrower than ``WIDTH`` where the tree ends in it."""
    return f"tile/{level}/{_grouped(number)}" + (f".p/{width}" if width < WIDTH else "")


def bundle_name(number: int, width: int = WIDTH) -> str:
    """Where ``WIDTH`` entries lie, or the last few."""
    return f"tile/entries/{_grouped(number)}" + (f".p/{width}" if width < WIDTH else "")


def tiles(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of every tile of a tree."""
    level = 0
    while size >> HEIGHT * level:
        hashes = size >> HEIGHT * level
        for number in range(-(-hashes // WIDTH)):
            yield level, number, min(WIDTH, hashes - number * WIDTH)
        level += 1


def tile(level: int, number: int, width: int, node: Callable[[Node], bytes]) -> bytes:
    """The hashes of a tile, one after the other."""
    return b"".join(node((HEIGHT * level, number * WIDTH + at)) for at in range(width))


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries with their lengths before them, big-endian, two bytes."""
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle."""
    found, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if len(entry) != length or at + 2 > len(data):
            raise Refused("The bundle of log entries is cut short.")
        found.append(entry)
        at += 2 + length
    return found


def _grouped(number: int) -> str:
    told = f"{number % 1000:03d}"
    while number := number // 1000:
        told = f"x{number % 1000:03d}/{told}"
    return told
