"""Packs: from one view to the next in few bytes. Unsigned; believed only when the result hashes to what was
signed.

A pack is ``LJP1``, a u16 count and that many u32 indexes into the old view (edited files), then one zstd
frame that states its size. Inside: three u32 lengths, a JSON header ``{"format", "hash", "organisations":
{name: [[[path, length]…], [deleted…]]}}``, the 32-byte digests in the header's order, and the new small files
in that order without repeats. The frame may refer to a *reference* both sides can compute: the newest 2 MiB
of small files held, then the old versions of the edited ones. New files beyond 16 MiB go into further
segments of the same form with an empty header, so that no box needs much memory (notes: one 414 MB frame took
1.3 GB).
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import zstandard

from lianjian_feed.catalogue import (
    MAX_LENGTH,
    Catalogue,
    Entry,
    View,
    check_organisation,
    check_path,
    ordered,
)
from lianjian_feed.layout import SMALL
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import DIGEST, digest, require_digest_scheme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Read = Callable[[str], bytes]  # digest of a held small file -> its content

MAGIC = b"LJP1"
FORMAT = "lianjian-pack/1"
REFERENCE = 2 << 20  # bytes of held files a pack may refer to
SEGMENT = 16 << 20  # bytes of new files in one segment
SLACK = 1 << 20  # bytes a header may take beyond 256 a file
FURTHER = SEGMENT + SMALL + 12  # bytes a further segment may unfold to
MOST_EDITED = 0xFFFF  # files a pack may say are edited
WINDOW = 1 << 27  # bytes; more is refused before anything is allocated
LEVEL = 19
#: Of packs from nothing, which every publication and every stick makes anew from everything: a fifteenth of the time for a
#: sixth more bytes (16 MB of articles: 1.3 s and 3.57 MB; 19.1 s and 3.09 MB at 19).
COLD_LEVEL = 12


def reference(view: Mapping[str, Catalogue], edited: Sequence[int], read: Read) -> bytes:
    """What a frame may refer to.

    "Newest" is the longest, then greatest name: numbers and dates grow that way.
    """
    held = ordered(view)
    small = [entry for entry in held if entry.is_small]
    small.sort(key=lambda entry: (len(tail := entry.path.partition("/")[2]), tail, entry.path), reverse=True)
    parts, size = [], 0
    for entry in small:
        if size + entry.length > REFERENCE:
            break
        parts.append(read(entry.digest))
        size += entry.length
    for index in edited:
        if index >= len(held):
            raise Refused("The pack refers to a file that is not held.")
        if size + held[index].length > 2 * REFERENCE or not held[index].is_small:
            continue
        parts.append(read(held[index].digest))
        size += held[index].length
    return b"".join(parts)


def carried(old: Mapping[str, Catalogue], changes: Iterable[Entry]) -> list[Entry]:
    """The new small files a pack must bring, each once, in the header's order."""
    seen = {entry.digest for entry in ordered(old)}
    bring = []
    for entry in changes:
        if entry.is_small and entry.digest not in seen:
            seen.add(entry.digest)
            bring.append(entry)
    return bring


def segments(bring: Sequence[Entry]) -> list[list[Entry]]:
    """Cut into runs of at most 16 MiB; the first exists even when it is empty."""
    runs: list[list[Entry]] = [[]]
    size = 0
    for entry in bring:
        if runs[-1] and size + entry.length > SEGMENT:
            runs.append([])
            size = 0
        runs[-1].append(entry)
        size += entry.length
    return runs


# -- making


def build(old: Mapping[str, Catalogue], new: Mapping[str, Catalogue], read: Read) -> Iterator[bytes]:
    """The segments that lead from ``old`` to ``new``. Needs no key: a mirror or a stick may make its own."""
    changes, deleted, edited = _differences(old, new)
    flat = [entry for name in sorted(changes) for entry in changes[name]]
    runs = segments(carried(old, flat))
    header = json.dumps(
        {
            "format": FORMAT,
            "hash": DIGEST,
            "organisations": {
                name: [[[entry.path, entry.length] for entry in changes[name]], deleted[name]]
                for name in sorted(changes)
            },
        },
        separators=(",", ":"),
    ).encode()
    hashes = b"".join(bytes.fromhex(entry.digest) for entry in flat)
    refer = reference(old, edited, read)
    level = LEVEL if old else COLD_LEVEL
    for number, run in enumerate(runs):
        content = b"".join(read(entry.digest) for entry in run)
        first = number == 0
        parts = (header if first else b"", hashes if first else b"", content)
        yield _frame(parts, edited, refer, level)


def _differences(
    old: Mapping[str, Catalogue], new: Mapping[str, Catalogue]
) -> tuple[dict[str, list[Entry]], dict[str, list[str]], list[int]]:
    changes: dict[str, list[Entry]] = {}
    deleted: dict[str, list[str]] = {}
    index = {entry.path: position for position, entry in enumerate(ordered(old))}
    edited = []
    for name, catalogue in new.items():
        before = {entry.path: entry for entry in old[name].entries} if name in old else {}
        after = {entry.path for entry in catalogue.entries}
        put = [entry for entry in catalogue.entries if before.get(entry.path) != entry]
        gone = sorted(set(before) - after)
        if put or gone or name not in old:
            changes[name], deleted[name] = put, gone
            edited += [index[entry.path] for entry in put if entry.path in before]
    return changes, deleted, edited[:MOST_EDITED]


def _frame(parts: tuple[bytes, bytes, bytes], edited: Sequence[int], refer: bytes, level: int) -> bytes:
    header, hashes, content = parts
    payload = struct.pack(">III", len(header), len(hashes), len(content)) + header + hashes + content
    window = min(max((len(payload) + len(refer)).bit_length(), 20), 27)
    settings = zstandard.ZstdCompressionParameters.from_level(
        level, window_log=window, enable_ldm=True, write_content_size=True, write_dict_id=False
    )
    press = zstandard.ZstdCompressor(compression_params=settings, dict_data=_dictionary(refer))
    return MAGIC + struct.pack(f">H{len(edited)}I", len(edited), *edited) + press.compress(payload)


def _dictionary(refer: bytes) -> zstandard.ZstdCompressionDict | None:
    return zstandard.ZstdCompressionDict(refer, dict_type=zstandard.DICT_TYPE_RAWCONTENT) if refer else None


# -- opening: everything below reads what a stranger may have written


@dataclass(frozen=True)
class Opened:
    """A first segment, opened, not believed yet: the view it leads to and the files it says it brings."""

    view: View
    bring: tuple[Entry, ...]
    runs: tuple[tuple[Entry, ...], ...]
    files: dict[str, bytes]  # digest -> content, of the first run; each hashes to its digest


def open_first(pack: bytes, old: Mapping[str, Catalogue], read: Read, limit: int) -> Opened:
    """Open a first segment against the view held. ``limit``: bytes it may expand to, from what was signed."""
    header, hashes, content = _expand(pack, old, read, limit)
    view, flat = _follow(header, hashes, old)
    bring = carried(old, flat)
    runs = segments(bring)
    return Opened(view, tuple(bring), tuple(tuple(run) for run in runs), _cut(content, runs[0]))


def open_further(
    pack: bytes, run: Sequence[Entry], old: Mapping[str, Catalogue], read: Read
) -> dict[str, bytes]:
    """Open the segment that brings ``run``."""
    header, hashes, content = _expand(pack, old, read, FURTHER)
    if header or hashes:
        raise Refused("The pack is not in the form agreed.")
    return _cut(content, run)


def largest(limit: int) -> int:
    """Bytes of the largest pack that may unfold to ``limit``: zstd adds less than a 128th to what does not press."""
    return len(MAGIC) + 2 + 4 * MOST_EDITED + limit + limit // 128 + 512


def _expand(
    pack: bytes, old: Mapping[str, Catalogue], read: Read, limit: int
) -> tuple[bytes, memoryview, memoryview]:
    """Header, digests and content; the last two are views, for a copy of 16 MiB counts on a small box."""
    try:
        if pack[:4] != MAGIC:
            raise Refused("The pack is not in the form agreed.")
        (count,) = struct.unpack_from(">H", pack, 4)
        edited, frame = struct.unpack_from(f">{count}I", pack, 6), pack[6 + 4 * count :]
        told = zstandard.get_frame_parameters(frame)
        # decompress() itself enforces neither, so both are judged before anything is allocated;
        # an undeclared size reads as 2**64 - 1 (or 0 in some builds) and fails here or below
        if told.content_size > limit or told.window_size > WINDOW:
            raise Refused("The pack would unfold to more than was signed for.")
        opener = zstandard.ZstdDecompressor(dict_data=_dictionary(reference(old, edited, read)))
        payload = opener.decompress(frame, max_output_size=limit, allow_extra_data=False)
        a, b, c = struct.unpack_from(">III", payload)
    except (zstandard.ZstdError, struct.error, MemoryError) as error:
        raise Refused("The pack is damaged.") from error
    if 12 + a + b + c != len(payload):
        raise Refused("The pack is damaged.")
    whole = memoryview(payload)
    return payload[12 : 12 + a], whole[12 + a : 12 + a + b], whole[12 + a + b :]


def _follow(header: bytes, hashes: memoryview, old: Mapping[str, Catalogue]) -> tuple[View, list[Entry]]:
    """The view the header leads to, and the entries it puts, in its order."""
    try:
        told: Any = json.loads(header)
        if told["format"] != FORMAT:
            raise Refused(
                "The pack is of another format ({form}): update this software first.",
                form=str(told["format"])[:40],
            )
        require_digest_scheme(told["hash"])
        rooms = dict(told["organisations"])
        view, flat, at = dict(old), list[Entry](), 0
        for name, (puts, deleted) in rooms.items():
            check_organisation(name)
            changes = []
            for path, length in puts:
                _require(isinstance(path, str) and type(length) is int and 0 <= length <= MAX_LENGTH)
                check_path(name, path)
                changes.append(Entry(path, length, hashes[at : at + 32].hex()))
                at += 32
            _require(all(isinstance(path, str) for path in deleted))
            view[name] = view.get(name, Catalogue(name, ())).changed(changes, deleted)
            flat += changes
        _require(at == len(hashes))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("The pack is not in the form agreed.") from error
    return view, flat


def _require(fact: object) -> None:
    if not fact:
        raise ValueError


def _cut(content: memoryview, run: Sequence[Entry]) -> dict[str, bytes]:
    files, at = {}, 0
    for entry in run:
        piece = bytes(content[at : at + entry.length])
        at += entry.length
        if digest(piece) != entry.digest:
            raise Refused("The pack is damaged.")
        files[entry.digest] = piece
    if at != len(content):
        raise Refused("The pack is damaged.")
    return files
