"""Bytes to text: UTF-8, GB18030 and Big5 are told apart by what they say, other things are refused by name."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass

from huanyuan.findings import Refused
from huanyuan.language import character_cost
from huanyuan.tables import everyday_map

SAMPLE = 1 << 16
"""Bytes that are looked at to tell one encoding from another."""
_KNOWN_BINARY = (
    (b"%PDF", "a PDF document: export its text first"),
    (b"PK\x03\x04", "a zip archive or an Office document: unpack it or save it as text first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document: save it as text first"),
    (b"\x89PNG", "a picture (PNG): only text can be repaired"),
    (b"\xff\xd8\xff", "a picture (JPEG): only text can be repaired"),
    (b"GIF8", "a picture (GIF): only text can be repaired"),
    (b"\x1f\x8b", "a gzip file: unpack it first"),
)
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b") + b"\x7f"
_TOLERATED = 0.002  # of the characters may be unreadable in a file that lost a few bytes


@dataclass(frozen=True, slots=True)
class Decoded:
    """`encoding` is a name Python knows; `certain` is False where another reading was nearly as good or bytes
    could not be read (they are U+FFFD in `text`)."""

    text: str
    encoding: str
    certain: bool


def refuse_binary(head: bytes) -> None:
    """Refuse what is no text, judged by its first bytes."""
    if not head:
        raise Refused("the file is empty: there is nothing to repair")
    for magic, what in _KNOWN_BINARY:
        if head.startswith(magic):
            raise Refused(f"this is {what}")
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return
    sample = head[:SAMPLE]
    if b"\0" in sample or len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) * 0.002 + 1:
        raise Refused("this is no text but binary data: check that the right file was given")


def _strangeness(text: str) -> float:
    """Nats a character, read as everyday Chinese; mojibake is far above real text of any region."""
    sample = [c for c in text[:4000].translate(everyday_map()) if not c.isascii()]
    return sum(map(character_cost, sample)) / len(sample) if sample else 0.0


def _attempt(data: bytes, encoding: str) -> tuple[str, float] | None:
    """The text and the share of it that could not be read; None where it is far too much."""
    text = data.decode(encoding, "replace")
    lost = text.count("�")
    if lost > len(text) * _TOLERATED + 1:
        return None
    return text, lost / max(1, len(text))


def detect(head: bytes) -> tuple[str, bool]:
    """The encoding that the first bytes of a file speak for, and whether that is certain."""
    refuse_binary(head)
    if head.startswith(BOM_UTF8):
        return "utf-8-sig", True
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16", True
    sample = head[:SAMPLE]
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        # A sample may end inside a character.
        if len(head) > SAMPLE and error.start >= len(sample) - 3:
            return "utf-8", True
    else:
        return "utf-8", True
    found = []
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        attempt = _attempt(sample, encoding)
        if attempt is not None:
            text, lost = attempt
            found.append((_strangeness(text) + 400 * lost, lost, encoding))
    if not found:
        raise Refused("this is no text in UTF-8, GB18030 or Big5: save it in one of them and try again")
    found.sort()
    best = found[0]
    certain = not best[1] and (len(found) == 1 or found[1][0] - best[0] > 1.0)
    return best[2], certain


def decode(data: bytes) -> Decoded:
    """`data` as text, or `Refused` for what is empty, binary or in no encoding known here."""
    encoding, certain = detect(data)
    text = data.decode(encoding, "replace")
    lost = text.count("�")
    if lost > len(text) * _TOLERATED + 1:
        raise Refused(f"only the beginning of this file is text in {encoding}: the rest is damaged or binary")
    return Decoded(text.removeprefix("\ufeff"), encoding, certain and not lost)
