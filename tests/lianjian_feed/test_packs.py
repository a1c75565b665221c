"""Packs: they lead exactly from one view to the next, and a hostile one leads nowhere."""

from __future__ import annotations

import json
import struct
from random import Random

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lianjian_feed import packs
from lianjian_feed.catalogue import Catalogue, Entry, View
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest

Contents = dict[str, dict[str, bytes]]
LIMIT = 1 << 22
_files = st.dictionaries(
    st.sampled_from(["a", "b", "s/10", "s/9", "s/2"]), st.binary(max_size=40), max_size=5
)
_contents = st.dictionaries(st.sampled_from(["media", "county", "village-7"]), _files, max_size=3)


def view_of(contents: Contents) -> View:
    return {
        name: Catalogue.of(
            name, [Entry(f"{name}/{path}", len(data), digest(data)) for path, data in files.items()]
        )
        for name, files in contents.items()
    }


def store(*many: Contents) -> dict[str, bytes]:
    return {digest(data): data for contents in many for files in contents.values() for data in files.values()}


@given(_contents, _contents)
def test_a_pack_leads_from_any_view_to_any_other(old: Contents, new: Contents) -> None:
    """The reader, who holds only the old files, ends with the new view and every new file."""
    new = old | new  # an organisation that leaves is dropped by the signed list, not by a pack
    held = store(old)
    (pack,) = packs.build(view_of(old), view_of(new), store(old, new).__getitem__)
    opened = packs.open_first(pack, view_of(old), held.__getitem__, LIMIT)
    assert opened.view == view_of(new)
    assert (held | opened.files).items() >= store(new).items()


def test_large_updates_come_in_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    """New files beyond the segment size follow in further files of the same form."""
    monkeypatch.setattr(packs, "SEGMENT", 1000)
    random = Random(7)
    new = {"media": {f"s/{n}": random.randbytes(300) for n in range(10)}}
    first, *further = packs.build({}, view_of(new), store(new).__getitem__)
    opened = packs.open_first(first, {}, store().__getitem__, LIMIT)
    assert len(opened.runs) == 1 + len(further) == 4
    found = dict(opened.files)
    for pack, run in zip(further, opened.runs[1:], strict=True):
        found |= packs.open_further(pack, run, {}, store().__getitem__)
    assert found == store(new)


def _changed_corpus() -> tuple[Contents, Contents]:
    random = Random(3)
    words = ["茶山", "新路", "合同", "书记", "村民", "秋天", "保险", "包销"]
    old = {"media": {f"s/{n}": "".join(random.choices(words, k=200)).encode() for n in range(40)}}
    new = {"media": dict(old["media"]) | {"s/40": "".join(random.choices(words, k=200)).encode()}}
    new["media"]["s/3"] = new["media"]["s/3"] + "更正。".encode()
    return old, new


def test_what_the_reader_holds_is_not_sent_again() -> None:
    """An edited article costs its difference only."""
    old, new = _changed_corpus()
    (pack,) = packs.build(view_of(old), view_of(new), store(old, new).__getitem__)
    assert len(pack) < len(zstandard.ZstdCompressor(19).compress(new["media"]["s/40"])) + 300


def test_two_thousand_flipped_bytes_change_nothing() -> None:
    """A flipped byte anywhere is refused, or leads to the very view that was meant."""
    old, new = _changed_corpus()
    (pack,) = packs.build(view_of(old), view_of(new), store(old, new).__getitem__)
    random = Random(5)
    held, meant, seen = store(old), view_of(new), 0
    for _ in range(2000):
        bad = bytearray(pack)
        bad[random.randrange(len(bad))] ^= 1 << random.randrange(8)
        try:
            opened = packs.open_first(bytes(bad), view_of(old), held.__getitem__, LIMIT)
        except Refused:
            seen += 1
            continue
        claim = {name: catalogue.claim() for name, catalogue in opened.view.items()}
        is_meant = claim == {name: catalogue.claim() for name, catalogue in meant.items()}
        assert not is_meant or (held | opened.files).items() >= store(new).items()
    assert seen > 1500


@pytest.mark.parametrize("length", [0, 3, 4, 5, 6, 7, 20, -1])
def test_truncated_packs_are_refused(length: int) -> None:
    """Half a pack is no pack."""
    old, new = _changed_corpus()
    (pack,) = packs.build(view_of(old), view_of(new), store(old, new).__getitem__)
    with pytest.raises(Refused):
        packs.open_first(pack[:length], view_of(old), store(old).__getitem__, LIMIT)


def _wrapped(payload: bytes) -> bytes:
    press = zstandard.ZstdCompressor(level=3)
    return packs.MAGIC + struct.pack(">H", 0) + press.compress(payload)


def _payload(header: object, hashes: bytes = b"", content: bytes = b"") -> bytes:
    told = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack(">III", len(told), len(hashes), len(content)) + told + hashes + content


def _header(**changes: object) -> dict[str, object]:
    return {"format": packs.FORMAT, "hash": "sha256", "organisations": {}} | changes


@pytest.mark.parametrize("declared", [True, False])
def test_bombs_are_refused_before_they_unfold(declared: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """33 kB that would become a gigabyte never gets the memory, with its size declared or not."""
    press = zstandard.ZstdCompressor(level=1, write_content_size=declared)
    chunk, size = bytes(1 << 20), 1 << 30
    stream = press.compressobj(size=size) if declared else press.compressobj()
    frame = b"".join(stream.compress(chunk) for _ in range(size >> 20)) + stream.flush()
    with pytest.raises(Refused):
        packs.open_first(packs.MAGIC + b"\0\0" + frame, {}, store().__getitem__, LIMIT)


@pytest.mark.parametrize(
    "pack",
    [
        _wrapped(_payload(_header())) + b"x",
        _wrapped(_payload(_header()) + b"x"),
        _wrapped(b"short"),
        _wrapped(_payload(b"[" * 100_000)),
        _wrapped(_payload(b"[]")),
        _wrapped(_payload(_header(format="lianjian-pack/2"))),
        _wrapped(_payload(_header(hash="sm3"))),
        _wrapped(_payload(_header(organisations=7))),
        _wrapped(_payload(_header(organisations={"media": 7}))),
        _wrapped(_payload(_header(organisations={"../x": [[], []]}))),
        _wrapped(_payload(_header(organisations={"media": [[["other/a", 1]], []]}), bytes(32), b"x")),
        _wrapped(_payload(_header(organisations={"media": [[["media/../a", 1]], []]}), bytes(32), b"x")),
        _wrapped(_payload(_header(organisations={"media": [[["media/a", -1]], []]}), bytes(32))),
        _wrapped(_payload(_header(organisations={"media": [[["media/a", 1 << 60]], []]}), bytes(32))),
        _wrapped(_payload(_header(organisations={"media": [[["media/a", True]], []]}), bytes(32))),
        _wrapped(_payload(_header(organisations={"media": [[["media/a", 1]], []]}), bytes(31), b"x")),
        _wrapped(_payload(_header(organisations={"media": [[["media/a", 1]], []]}), bytes(32), b"x")),
        _wrapped(_payload(_header(organisations={"media": [[], [7]]}))),
        packs.MAGIC + struct.pack(">HI", 1, 99) + zstandard.ZstdCompressor().compress(_payload(_header())),
        packs.MAGIC + struct.pack(">H", 0xFFFF),
        b"PK\x03\x04",
    ],
)
def test_hostile_packs_are_refused(pack: bytes) -> None:
    """Whatever a stranger writes, the answer is a refusal by name."""
    with pytest.raises(Refused):
        packs.open_first(pack, {}, store().__getitem__, LIMIT)
