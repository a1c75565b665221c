"""Names of files as people read them, from systems that wrote them in other encodings; and names that are nobody's story."""

from __future__ import annotations

import re
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterable

_LITTER = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_PAGE = re.compile(r"\.(?:s?html?|xhtml|mht|mhtml)$", re.IGNORECASE)
_BESIDE = ("_files/", ".files/", "_文件/")
"""Folders into which browsers put the pictures, styles and frames of a page that they save."""

_LONGEST = 400
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_UTF8_NAME = 0x800
_FIRST_OF_THREE = "\u0800"
"""Chinese takes three bytes in UTF-8; two pairs of GBK may look like two letters of two bytes."""

_UNICODE_PATH = 0x7075
"""The extra field in which Info-ZIP keeps the true name."""


def is_litter(name: str) -> bool:
    """Whether a name is what operating systems leave behind: passed over in silence."""
    last = name.rpartition("/")[2]
    return last.startswith(("._", "~$")) or last in _LITTER or "__MACOSX/" in name


def folders_of_pages(names: Iterable[str]) -> tuple[str, ...]:
    """The folders that belong to saved pages among ``names``: what lies in them is no story of its own."""
    stems = {_PAGE.sub("", name) for name in names if _PAGE.search(name)}
    return tuple(f"{stem}{ending}" for stem in sorted(stems) for ending in _BESIDE)


def readable(name: str) -> str:
    """A name without control characters and marks that turn its direction; bytes of a name that are no UTF-8 are GB18030."""
    if any("\ud800" <= character <= "\udfff" for character in name):
        try:
            name = name.encode("utf-8", "surrogateescape").decode("gb18030")
        except UnicodeError:
            name = name.encode("utf-8", "replace").decode()
    return _UNSEEN.sub("\ufffd", name)[-_LONGEST:]


def name_of_member(member: zipfile.ZipInfo) -> str:
    """Chinese Windows writes names in GBK without saying so, and macOS in UTF-8; Python reads both as cp437."""
    if member.flag_bits & _UTF8_NAME:
        return readable(member.filename)
    if true := _unicode_path(member.extra):
        return readable(true)
    try:
        raw = member.filename.encode("cp437")
    except UnicodeError:
        return readable(member.filename)
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = ""
    if raw.isascii() or any(character >= _FIRST_OF_THREE for character in name):
        return readable(name)
    try:
        return readable(raw.decode("gb18030"))
    except UnicodeDecodeError:
        return readable(name or member.filename)


def _unicode_path(extra: bytes) -> str:
    while len(extra) >= 4:  # noqa: PLR2004 - two shorts: which field, how long
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == _UNICODE_PATH and length > 5:  # noqa: PLR2004 - a version and a checksum stand before the name
            try:
                return extra[9 : 4 + length].decode()
            except UnicodeDecodeError:
                return ""
        extra = extra[4 + length :]
    return ""
