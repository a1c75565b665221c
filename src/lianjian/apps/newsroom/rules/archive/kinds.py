"""What a file is, judged by its bytes, for names lie: a page called txt, a picture called html and the like are told apart."""

from __future__ import annotations

import re

from lianjian.kernel.refusals import Refused, gettext_noop

HEAD = 4096
"""Bytes at the beginning that show what a file is."""

_SAVE_AS = gettext_noop("Save it as txt, html or docx.")
_AS_DOCX = gettext_noop("Open it in WPS or Word and save it again as docx.")

_OLD_WORD = (
    gettext_noop("This is a document of old Word or WPS (doc, wps), not docx."),
    _AS_DOCX,
)
_LOCKED_WORD = (
    gettext_noop("This Office document is locked with a password."),
    gettext_noop("Open it with the password and save it without one."),
)
_PICTURE = (
    gettext_noop("This is a picture and no text."),
    gettext_noop("Type its text into a txt file, or add it to a story as a picture."),
)
_SOUND_OR_FILM = (gettext_noop("This is a recording or a film and no text."), "")
_PROGRAM = (
    gettext_noop("This is a program and no text."),
    gettext_noop("Do not open it: it does not belong here."),
)
_OTHER_ARCHIVE = (
    gettext_noop("Archives of this kind (rar, 7z, gz, tar) are not opened."),
    gettext_noop("Unpack it and hand over the folder, or pack it as zip."),
)
_FOREIGN = {
    b"%PDF": (
        gettext_noop("This is a PDF: it holds drawn letters rather than a text."),
        gettext_noop("Open it in WPS and save it as docx, or copy its text into a txt file."),
    ),
    b"{\\rtf": (gettext_noop("This is an RTF document, not docx."), _AS_DOCX),
    b"\x89PNG": _PICTURE,
    b"\xff\xd8\xff": _PICTURE,
    b"GIF8": _PICTURE,
    b"II*\0": _PICTURE,
    b"MM\0*": _PICTURE,
    b"8BPS": _PICTURE,
    b"Rar!": _OTHER_ARCHIVE,
    b"7z\xbc\xaf\x27\x1c": _OTHER_ARCHIVE,
    b"\x1f\x8b": _OTHER_ARCHIVE,
    b"BZh": _OTHER_ARCHIVE,
    b"\xfd7zXZ": _OTHER_ARCHIVE,
    b"ID3": _SOUND_OR_FILM,
    b"OggS": _SOUND_OR_FILM,
    b"fLaC": _SOUND_OR_FILM,
    b"\x1aE\xdf\xa3": _SOUND_OR_FILM,
    b"FLV\x01": _SOUND_OR_FILM,
    b"MZ\x90": _PROGRAM,
    b"\x7fELF": _PROGRAM,
    b"SQLite format 3": (gettext_noop("This is a database and no text."), _SAVE_AS),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PAGE = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:(?:<!--(?:[^-]|-(?!->)){0,2000}-->|<\?xml[^>]{0,200}\?>)\s*){0,4}"
    rb"<(?:!doctype\s+html|html|head|body|meta|title|link|base|div|p|table|center|font|h[1-6]|article|section|main|frameset|script|style)\b",
    re.IGNORECASE,
)
_MAILED = re.compile(rb"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_HEADED = re.compile(
    rb"^(?:from|subject|mime-version|date|content-type|snapshot-content-location):", re.IGNORECASE
)


def kind_of(head: bytes) -> str:
    """txt, html, mhtml or zip, by the first bytes. Raises Refused for what is none of them, with its name."""
    start = head.lstrip()
    for magic, (message, cure) in _FOREIGN.items():
        if head.startswith(magic):
            raise Refused(message, cure=cure)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] in {b"AVI ", b"WAVE"}):
        raise Refused(_SOUND_OR_FILM[0])
    if head.startswith(b"RIFF") or (head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"):
        raise Refused(_PICTURE[0], cure=_PICTURE[1])
    if head.startswith(_OLE):
        raise old_office(head)
    if head.startswith(_ZIP):
        return "zip"
    plain = head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    if _PAGE.match(plain):
        return "html"
    if _HEADED.match(start) and _MAILED.search(start):
        return "mhtml"
    return "txt"


def is_ole(head: bytes) -> bool:
    """Whether a file is in the container of old Office."""
    return head.startswith(_OLE)


def old_office(data: bytes) -> Refused:
    """The refusal of a whole file of old Office: Word 97, or a document with a password, which Office wraps into the same
    container. Its directory, in UTF-16, tells the two apart."""
    message, cure = _LOCKED_WORD if "EncryptedPackage".encode("utf-16-le") in data else _OLD_WORD
    return Refused(message, cure=cure)
