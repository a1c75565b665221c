"""The growing tree, against RFC 6962 written down naively and against the vectors of its reference tests."""

from __future__ import annotations

import base64
import hashlib
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import merkle, tlog
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from tests.lianjian_feed.test_merkle import LEAVES

SIZES = st.integers(0, 300)


# -- RFC 6962 section 2.1 word for word


def leaf(number: int) -> bytes:
    return f"entry {number}".encode()


@cache
def mth(start: int, end: int) -> bytes:
    """MTH(D[start:end])."""
    if start == end:
        return hashlib.sha256().digest()
    if end - start == 1:
        return hashlib.sha256(b"\x00" + leaf(start)).digest()
    k = _k(end - start)
    return hashlib.sha256(b"\x01" + mth(start, start + k) + mth(start + k, end)).digest()


def _k(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def path(m: int, start: int, end: int) -> list[bytes]:
    """PATH(m, D[start:end])."""
    n = end - start
    if n == 1:
        return []
    k = _k(n)
    if m < k:
        return [*path(m, start, start + k), mth(start + k, end)]
    return [*path(m - k, start + k, end), mth(start, start + k)]


def subproof(m: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[start:end], whole=whole)."""
    n = end - start
    if m == n:
        return [] if whole else [mth(start, end)]
    k = _k(n)
    if m <= k:
        return [*subproof(m, start, start + k, whole=whole), mth(start + k, end)]
    return [*subproof(m - k, start + k, end, whole=False), mth(start, start + k)]


# -- ours


@cache
def grown(size: int) -> dict[tuple[int, int], bytes]:
    """Every complete subtree of the first ``size`` entries, added one by one."""
    hashes = [merkle.leaf_hash(leaf(number)) for number in range(size)]
    return {name: found for name, found, _ in tlog.grow(0, [], hashes)}


@given(SIZES)
def test_roots_are_those_of_the_rfc(size: int) -> None:
    """From kept subtrees and from the peaks while growing."""
    assert tlog.root_at(size, grown(300).__getitem__) == mth(0, size)


@given(st.integers(0, 100), st.integers(0, 100))
def test_growing_in_two_steps_is_growing_in_one(first: int, second: int) -> None:
    """Peaks are all that must be remembered between two appends."""
    hashes = [merkle.leaf_hash(leaf(number)) for number in range(first + second)]
    peaks: tuple[bytes, ...] = ()
    found = {}
    for start, end in ((0, first), (first, first + second)):
        for name, made, now in tlog.grow(start, peaks, hashes[start:end]):
            found[name], peaks = made, now
    assert found == grown(first + second)
    assert tlog.root_of(peaks) == mth(0, first + second)


@given(st.integers(1, 300), st.data())
def test_inclusion_proofs(size: int, data: st.DataObject) -> None:
    """To the hash those of the RFC; they prove their entry and nothing in its place."""
    index = data.draw(st.integers(0, size - 1))
    proof = tlog.inclusion(index, size, grown(300).__getitem__)
    assert proof == path(index, 0, size)
    told, root = merkle.leaf_hash(leaf(index)), mth(0, size)
    assert tlog.includes(told, index, size, proof, root)
    assert not tlog.includes(merkle.leaf_hash(b"other"), index, size, proof, root)
    assert not tlog.includes(told, index + 1, size, proof, root) or size == 1
    assert not tlog.includes(told, index, size, [*proof, root], root)
    assert not tlog.includes(told, size, size, proof, root)


@given(SIZES, SIZES, st.data())
def test_consistency_proofs(one: int, other: int, data: st.DataObject) -> None:
    """To the hash those of the RFC; no other root, size or proof passes."""
    old, new = sorted((one, other))
    proof = tlog.consistency(old, new, grown(300).__getitem__)
    assert proof == (subproof(old, 0, new, whole=True) if old else [])
    before, after = mth(0, old), mth(0, new)
    assert tlog.extends(old, before, new, after, proof)
    if 0 < old < new:
        assert not tlog.extends(old, bytes(32), new, after, proof)
        assert not tlog.extends(old, before, new, bytes(32), proof)
        assert not tlog.extends(old, before, new, after, [*proof, after])
        assert not tlog.extends(old, before, new, after, proof[:-1])
        assert not tlog.extends(new, after, old, before, proof)
        at = data.draw(st.integers(0, len(proof) - 1))
        assert not tlog.extends(old, before, new, after, [*proof[:at], bytes(32), *proof[at + 1 :]])


@given(st.integers(1, 200), st.data())
def test_a_forked_tree_has_no_proof(size: int, data: st.DataObject) -> None:
    """Change one entry below ``size`` and grow on: no proof made from the changed tree leads from the old root."""
    changed, more = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, 60))
    hashes = [merkle.leaf_hash(b"x" if n == changed else leaf(n)) for n in range(size + more)]
    nodes = {name: found for name, found, _ in tlog.grow(0, [], hashes)}
    proof = tlog.consistency(size, size + more, nodes.__getitem__)
    root = tlog.root_at(size + more, nodes.__getitem__)
    assert not tlog.extends(size, mth(0, size), size + more, root, proof)


def test_proofs_of_the_reference_tests() -> None:
    """Published vectors of Certificate Transparency: audit paths and consistency proofs over eight leaves."""
    hashes = [merkle.leaf_hash(data) for data in LEAVES]
    node = {name: found for name, found, _ in tlog.grow(0, [], hashes)}.__getitem__
    told = [found.hex() for found in tlog.inclusion(5, 8, node)]
    assert told == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    told = [found.hex() for found in tlog.consistency(6, 8, node)]
    assert told == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(st.integers(0, 10**6 - 1), st.integers(1, 10**6))
def test_proofs_stay_short(index: int, old: int) -> None:
    """At a million entries: at most 700 bytes, whatever the entry and the size before."""
    size = 10**6
    assert len(tlog.inclusion(index, size, lambda _: bytes(32))) * 32 <= 700
    assert len(tlog.consistency(old, size, lambda _: bytes(32))) * 32 <= 700


def test_tiles_are_those_of_the_specification() -> None:
    """Its two examples: 70,000 entries, and 256."""
    found = list(tlog.tiles(70_000))
    assert sum(level == 0 and width == 256 for level, _, width in found) == 273
    assert [tile for tile in found if tile[2] < 256] == [(0, 273, 112), (1, 1, 17), (2, 0, 1)]
    assert list(tlog.tiles(256)) == [(0, 0, 256), (1, 0, 1)]
    assert tlog.tile_name(2, 1_234_067) == "tile/2/x001/x234/067"
    assert tlog.tile_name(0, 273, 112) == "tile/0/273.p/112"
    assert tlog.bundle_name(5) == "tile/entries/005"


def test_a_tile_above_hashes_the_tiles_below() -> None:
    """Level 1 is the tree hash of a full tile of level 0."""
    hashes = [merkle.leaf_hash(leaf(number)) for number in range(600)]
    node = {name: found for name, found, _ in tlog.grow(0, [], hashes)}.__getitem__
    below, above = tlog.tile(0, 1, 256, node), tlog.tile(1, 0, 2, node)
    assert below == b"".join(hashes[256:512])
    assert above == mth(0, 256) + mth(256, 512)


@given(st.lists(st.binary(max_size=40), max_size=20))
def test_bundles(entries: list[bytes]) -> None:
    """Whole or refused."""
    data = tlog.bundle(entries)
    assert tlog.unbundle(data) == entries
    if data:
        with pytest.raises(Refused):
            tlog.unbundle(data + b"\x00")
        with pytest.raises(Refused):
            tlog.unbundle(data + b"\x00\x09x")


def test_checkpoints() -> None:
    """The body of the specification, extension lines kept."""
    body = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    read = Checkpoint.parse(body)
    assert (read.origin, read.size, read.body) == ("example.com/behind-the-sofa", 20852163, body)
    assert Checkpoint.parse(body + "more\n").extensions == ("more",)


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "log\n1\n",
        f"\n1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n١\n{ROOT}\n",
        f"log\n{'9' * 5000}\n{ROOT}\n",
        f"log\n{2**62 + 1}\n{ROOT}\n",
        f"log\n1\n{ROOT}",
        f"log\n1\n{ROOT}\n\n",
        f"log\n0\n{ROOT}\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT[:-1]}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(body: str) -> None:
    """Other spellings of a number, no origin, a hash of another length, an empty tree with a root."""
    with pytest.raises(Refused):
        Checkpoint.parse(body)
