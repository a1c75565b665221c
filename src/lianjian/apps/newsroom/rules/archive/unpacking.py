"""From files to sources: plain files, lines of jsonl, members of zip archives.

A file is what its bytes are; its name decides only where bytes do not (lines of jsonl). An archive from outside is not to be
trusted: its names may climb out of a folder, its members may unfold to more than the machine can hold, and it may hold further
archives. All are measured while they are read, not believed.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from lianjian.apps.newsroom.rules.archive.documents import is_document
from lianjian.apps.newsroom.rules.archive.json_files import read_whole
from lianjian.apps.newsroom.rules.archive.kinds import HEAD, is_ole, kind_of, old_office
from lianjian.apps.newsroom.rules.archive.names import folders_of_pages, is_litter, name_of_member, readable
from lianjian.apps.newsroom.rules.archive.sources import (
    LARGEST_DOCUMENT,
    LARGEST_LINE,
    LARGEST_TEXT,
    MEGABYTE,
    Source,
    TurnedAway,
)
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["is_litter", "too_large", "unpack"]

READ = frozenset([
    "txt", "text", "md", "markdown", "htm", "html", "xhtml", "shtml", "jsp", "asp", "aspx", "php",
    "docx", "docm", "dotx", "wps", "doc", "mht", "mhtml", "eml", "zip", "json",
])  # fmt: skip
"""Endings whose files are looked into; others are refused by their ending, unread."""

_ENDING = re.compile(r"\.([A-Za-z0-9]{0,4}[A-Za-z][A-Za-z0-9]{0,4}|7z)$")
"""“2021.5.6” and “第三期.夜校” have none: they are read for what they are."""

_WORD = frozenset(["docx", "docm", "dotx"])
_LINES = frozenset(["jsonl", "ndjson"])
MOST_MEMBERS = 20_000
MOST_LINES = 200_000
MOST_UNPACKED = 1024 * MEGABYTE
DEEPEST = 2
STEEPEST = 250
"""Text shrinks to a tenth, seldom to a hundredth; a member that unfolds more than this is a bomb."""


_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?[ \t]*\{[ \t]*"[^"\n]{1,40}"[ \t]*:[ \t]*["\d\[]')
"""How a line of jsonl begins."""

_ARRAY = re.compile(rb'(?:\xef\xbb\xbf)?\s*\[\s*\{\s*"[^"\n]{1,40}"\s*:')
"""How an array of objects begins."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    OverflowError, MemoryError,
)  # fmt: skip
"""All that Python's zipfile raises over damaged archives."""


@dataclass(slots=True)
class _Budget:
    """Bytes that one file may still unfold to, archives inside it included."""

    left: int = MOST_UNPACKED


def unpack(name: str, stream: BinaryIO, depth: int = 0) -> Iterator[Source | TurnedAway]:
    """All sources in one file, one after the other, without holding more than one in memory."""
    yield from _unpack(readable(name), stream, depth, _Budget())


def _unpack(name: str, stream: BinaryIO, depth: int, budget: _Budget) -> Iterator[Source | TurnedAway]:
    last = name.rpartition("/")[2]
    found = _ENDING.search(last)
    ending = found[1].lower() if found else "txt"
    if ending in _LINES:
        yield from _items(name, stream)
        return
    if ending not in READ:
        yield TurnedAway(
            name,
            Refused(
                gettext_noop("Files of the kind “%(ending)s” cannot be read."),
                cure=gettext_noop("Save it as txt, html or docx."),
                ending=ending[:20],
            ),
        )
        return
    head = stream.read(HEAD)
    try:
        kind = kind_of(head)
    except Refused as foreign:
        yield TurnedAway(name, old_office(head + stream.read(LARGEST_DOCUMENT)) if is_ole(head) else foreign)
        return
    stream = _from_the_start(head, stream)
    if kind == "zip" or ending == "zip":
        yield from _packed(name, stream, ending, depth, budget)
    elif kind == "txt" and ending in _WORD:
        yield TurnedAway(name, _broken_document())
    elif kind == "txt" and (_ARRAY.match(head) or (ending == "json" and not _is_lines(head))):
        yield from _whole(name, b"", stream)
    elif kind == "txt" and (ending == "json" or _OBJECT.match(head)):
        yield from _items(name, stream)
    else:
        limit = LARGEST_DOCUMENT if kind == "mhtml" else LARGEST_TEXT
        data = stream.read(limit + 1)
        yield TurnedAway(name, too_large(limit)) if len(data) > limit else Source(name, kind, data)


def _from_the_start(head: bytes, stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return stream
    return io.BytesIO(head + stream.read(LARGEST_DOCUMENT + 1 - len(head)))


def too_large(limit: int) -> Refused:
    """The refusal of what is larger than ``limit`` bytes."""
    return Refused(
        gettext_noop("It is larger than %(limit)d MB, which is no story."),
        cure=gettext_noop("Split it, one story a file."),
        limit=limit // MEGABYTE,
    )


def _broken_document() -> Refused:
    return Refused(
        gettext_noop("This Word document is broken."),
        cure=gettext_noop("Open it in WPS or Word and save it again as docx."),
    )


def _is_lines(head: bytes) -> bool:
    """Whether the first line is an object by itself: a jsonl file under another ending."""
    first, end, _ = head.partition(b"\n")
    return bool(_OBJECT.match(head)) and (first.rstrip().endswith(b"}") if end else len(head) == HEAD)


def _whole(name: str, begun: bytes, stream: BinaryIO) -> Iterator[Source | TurnedAway]:
    data = begun + stream.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        yield TurnedAway(name, too_large(LARGEST_DOCUMENT))
    else:
        yield from read_whole(name, data, MOST_LINES)


def _items(name: str, stream: BinaryIO) -> Iterator[Source | TurnedAway]:
    number = 0
    while line := stream.readline(LARGEST_LINE + 1):
        number += 1
        where = f"{name}:{number}"
        if number > MOST_LINES:
            yield TurnedAway(
                name, Refused(gettext_noop("The file holds more than %(most)d lines."), most=MOST_LINES)
            )
            return
        if number == 1 and b"\0" in line[:HEAD]:
            yield TurnedAway(
                name,
                Refused(
                    gettext_noop("These are no lines of JSON in UTF-8."),
                    cure=gettext_noop('Write one object a line, as {"id": "1", "text": "…"}.'),
                ),
            )
            return
        if number == 1 and line.lstrip(b"\xef\xbb\xbf \t\r").startswith(b"["):
            yield from _whole(name, line, stream)
            return
        if len(line) > LARGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST_LINE)
            yield TurnedAway(where, too_large(LARGEST_LINE))
        elif stripped := line.strip(b" \t\r\n\xef\xbb\xbf" if number == 1 else b" \t\r\n"):
            yield Source(where, "item", stripped)


def _packed(
    name: str, stream: BinaryIO, ending: str, depth: int, budget: _Budget
) -> Iterator[Source | TurnedAway]:
    """A Word document, or an archive with its members."""
    begun = stream.tell()
    try:
        archive = zipfile.ZipFile(stream)
    except _DAMAGE:
        yield TurnedAway(name, _broken_document() if ending in _WORD else _broken_archive())
        return
    with archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            most = Refused(gettext_noop("The archive holds more than %(most)d files."), most=MOST_MEMBERS)
            yield TurnedAway(name, most)
            return
        names = frozenset(member.filename for member in members)
        if is_document(names):
            stream.seek(begun)
            data = stream.read(LARGEST_DOCUMENT + 1)
            whole = len(data) <= LARGEST_DOCUMENT
            yield Source(name, "docx", data) if whole else TurnedAway(name, too_large(LARGEST_DOCUMENT))
        elif foreign := _other_office(names):
            yield TurnedAway(name, foreign)
        elif ending in _WORD:
            yield TurnedAway(name, _broken_document())
        elif depth >= DEEPEST:
            yield TurnedAway(
                name, Refused(gettext_noop("Archives inside archives inside archives are not opened."))
            )
        else:
            yield from _members(name, archive, depth, budget)


def _broken_archive() -> Refused:
    return Refused(
        gettext_noop("This zip archive is broken."),
        cure=gettext_noop("Pack it again, or copy it again."),
    )


def _other_office(names: frozenset[str]) -> Refused | None:
    if not names.isdisjoint({"xl/workbook.xml", "ppt/presentation.xml"}):
        return Refused(
            gettext_noop("This is a table or a set of slides and no text."),
            cure=gettext_noop("Copy its text into a Word document and save it as docx."),
        )
    if "content.xml" in names and "mimetype" in names:
        return Refused(
            gettext_noop("This is an OpenDocument file (odt), not docx."),
            cure=gettext_noop("Open it in WPS or Word and save it again as docx."),
        )
    return None


def _members(
    name: str, archive: zipfile.ZipFile, depth: int, budget: _Budget
) -> Iterator[Source | TurnedAway]:
    members = [(f"{name}/{name_of_member(member)}", member) for member in archive.infolist()]
    of_pages = folders_of_pages(label for label, _ in members)
    for label, member in members:
        if member.is_dir() or is_litter(label) or label.startswith(of_pages):
            continue
        found = _member(archive, member, label, budget.left)
        if isinstance(found, TurnedAway):
            yield found
            continue
        budget.left -= len(found)
        yield from _unpack(label, io.BytesIO(found), depth + 1, budget)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, room: int) -> bytes | TurnedAway:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return TurnedAway(label, Refused(gettext_noop("Its name leads out of the archive.")))
    if member.flag_bits & 0x1:
        return TurnedAway(
            label,
            Refused(gettext_noop("It is locked with a password."), cure=gettext_noop("Pack it without one.")),
        )
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        # bzip2 and LZMA unfold a few kilobytes to gigabytes before anyone can measure them.
        return TurnedAway(
            label,
            Refused(
                gettext_noop("It is packed in a way that is not opened here."),
                cure=gettext_noop("Pack it again as a plain zip archive."),
            ),
        )
    limit = min(LARGEST_DOCUMENT, room)
    steep = max(member.compress_size * STEEPEST, MEGABYTE)
    try:
        with archive.open(member) as inside:
            data = inside.read(min(limit, steep) + 1)
    except _DAMAGE:
        return TurnedAway(label, Refused(gettext_noop("It cannot be unpacked: the archive is damaged here.")))
    if len(data) > min(limit, steep):
        return TurnedAway(
            label, Refused(gettext_noop("It unfolds to far more than a story holds; it was not opened."))
        )
    return data
