"""From files to sources: plain files, lines of jsonl, members of zip archives.

A zip archive from outside is not to be trusted: its names may climb out of a folder, its members may unfold to more than
the machine can hold, and it may hold further archives. All are measured while they are read, not believed.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO

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

KINDS = {
    "txt": "txt",
    "text": "txt",
    "md": "txt",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "shtml": "html",
    "docx": "docx",
}
"""Endings that are read, and how."""

MOST_MEMBERS = 20_000
MOST_UNPACKED = 1024 * MEGABYTE
DEEPEST = 2
STEEPEST = 250
"""Text shrinks to a tenth, seldom to a hundredth; a member that unfolds more than this is a bomb."""

_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def is_litter(name: str) -> bool:
    """Whether a name is what operating systems leave behind: passed over in silence."""
    last = name.rpartition("/")[2]
    return last.startswith(("._", "~$")) or last in _LITTER or "__MACOSX/" in name


def unpack(name: str, stream: BinaryIO, depth: int = 0) -> Iterator[Source | TurnedAway]:
    """All sources in one file, one after the other, without holding more than one in memory."""
    ending = name.rpartition(".")[2].lower() if "." in name.rpartition("/")[2] else "txt"
    if ending == "zip":
        yield from _members(name, stream, depth)
    elif ending in {"jsonl", "ndjson"}:
        yield from _items(name, stream)
    elif ending in KINDS:
        kind = KINDS[ending]
        limit = LARGEST_DOCUMENT if kind == "docx" else LARGEST_TEXT
        data = stream.read(limit + 1)
        if len(data) > limit:
            yield TurnedAway(name, too_large(limit))
        else:
            yield Source(name, kind, data)
    else:
        yield TurnedAway(
            name,
            Refused(
                gettext_noop("Files of the kind “%(ending)s” cannot be read."),
                cure=gettext_noop("Save it as txt, html or docx."),
                ending=ending[:20],
            ),
        )


def too_large(limit: int) -> Refused:
    """The refusal of what is larger than ``limit`` bytes."""
    return Refused(
        gettext_noop("It is larger than %(limit)d MB, which is no story."),
        cure=gettext_noop("Split it, one story a file."),
        limit=limit // MEGABYTE,
    )


def _items(name: str, stream: BinaryIO) -> Iterator[Source | TurnedAway]:
    number = 0
    while line := stream.readline(LARGEST_LINE + 1):
        number += 1
        where = f"{name}:{number}"
        if len(line) > LARGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = stream.readline(LARGEST_LINE)
            yield TurnedAway(where, too_large(LARGEST_LINE))
        elif stripped := line.strip():
            yield Source(where, "item", stripped)


def _members(name: str, stream: BinaryIO, depth: int) -> Iterator[Source | TurnedAway]:
    if depth >= DEEPEST:
        yield TurnedAway(
            name, Refused(gettext_noop("Archives inside archives inside archives are not opened."))
        )
        return
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        yield TurnedAway(
            name,
            Refused(
                gettext_noop("This zip archive is broken."),
                cure=gettext_noop("Pack it again, or copy it again."),
            ),
        )
        return
    unpacked = 0
    with archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            yield TurnedAway(
                name,
                Refused(gettext_noop("The archive holds more than %(most)d files."), most=MOST_MEMBERS),
            )
            return
        for member in members:
            label = f"{name}/{_readable_name(member)}"
            if member.is_dir() or is_litter(label):
                continue
            found = _member(archive, member, label, MOST_UNPACKED - unpacked)
            if isinstance(found, TurnedAway):
                yield found
                continue
            unpacked += len(found)
            yield from unpack(label, io.BytesIO(found), depth + 1)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, label: str, room: int) -> bytes | TurnedAway:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
        return TurnedAway(label, Refused(gettext_noop("Its name leads out of the archive.")))
    if member.flag_bits & 0x1:
        return TurnedAway(
            label,
            Refused(gettext_noop("It is locked with a password."), cure=gettext_noop("Pack it without one.")),
        )
    limit = min(LARGEST_DOCUMENT, room)
    steep = limit
    if member.compress_size:
        steep = max(member.compress_size * STEEPEST, MEGABYTE)
    try:
        with archive.open(member) as inside:
            data = inside.read(min(limit, steep) + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        return TurnedAway(label, Refused(gettext_noop("It cannot be unpacked: the archive is damaged here.")))
    if len(data) > min(limit, steep):
        return TurnedAway(
            label, Refused(gettext_noop("It unfolds to far more than a story holds; it was not opened."))
        )
    return data


def _readable_name(member: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so; Python reads them as cp437."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return member.filename
