"""Bytes to text for files of an archive, where what a page says of its own encoding is not believed.

``huanyuan.decode`` judges by the bytes. What is added here: a long head without Chinese says nothing about the rest, UTF-16
without its mark, files padded with NUL by a disk that failed, and files pasted together from two encodings.
"""

from __future__ import annotations

import re

import huanyuan
from lianjian.kernel.refusals import Refused, gettext_noop

_WINDOW = 1 << 16
_FOREIGN = re.compile(rb"[\x80-\xff]")
_USUAL = re.compile("[\t\r\n -~\u2010-\u2029\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef]")
_MOST_NULS = 0.01
_WIDE_SAMPLE = 4000
_WIDE_SHARE = 0.95
MIXED = "encodings-mixed"


def decoded(data: bytes) -> tuple[huanyuan.Decoded, tuple[str, ...]]:
    """Text and notes. Raises Refused where the bytes are no text in any encoding that is known."""
    if b"\0" in data:
        data, wide = _without_nuls(data)
        if wide is not None:
            return wide, ()
    try:
        found = _by_its_chinese(data)
    except huanyuan.Refused as no_text:
        mixed = _line_by_line(data)
        if mixed is None:
            raise _no_text() from no_text
        return mixed, (MIXED,)
    if "\ufffd" in found.text and (mixed := _line_by_line(data)) is not None:
        return mixed, (MIXED,)
    return found, ()


def _no_text() -> Refused:
    return Refused(
        gettext_noop("This is no text: it may be a picture, a program or a damaged file."),
        cure=gettext_noop("Open it where it was made and save it as text in UTF-8."),
    )


def _by_its_chinese(data: bytes) -> huanyuan.Decoded:
    """Judged from the first byte that is not ASCII: pages have long heads, and a character never begins inside ASCII."""
    first = _FOREIGN.search(data)
    if first is None or first.start() < _WINDOW // 2 or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return huanyuan.decode(data)
    tail = huanyuan.decode(data[first.start() :])
    return huanyuan.Decoded(data[: first.start()].decode("ascii") + tail.text, tail.encoding, tail.certain)


def _without_nuls(data: bytes) -> tuple[bytes, huanyuan.Decoded | None]:
    """NULs at the end or strewn in are dropped; text in UTF-16 without a mark is decoded."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data, None
    stripped = data.rstrip(b"\0")
    even = data if len(data) % 2 == 0 else data[:-1]
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = even.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_WIDE_SAMPLE]
        if len(_USUAL.findall(sample)) >= _WIDE_SHARE * len(sample) and "\0" not in sample:
            return data, huanyuan.Decoded(text, encoding, certain=True)
    if stripped.count(b"\0") <= 1 + _MOST_NULS * len(stripped):
        return stripped.replace(b"\0", b""), None
    raise _no_text()


def _line_by_line(data: bytes) -> huanyuan.Decoded | None:
    """A file of lines in UTF-8 and lines in GB18030; None unless every line is whole in one of them and both occur."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or len(data.translate(None, _CONTROLS)) < len(data):
        return None
    found: list[str] = []
    used = set()
    for line in data.split(b"\n"):
        for encoding in ("utf-8", "gb18030"):
            try:
                found.append(line.decode(encoding))
            except UnicodeDecodeError:
                continue
            if not line.isascii():
                used.add(encoding)
                if encoding == "gb18030" and not _looks_chinese(found[-1]):
                    return None
            break
        else:
            return None
    if used != {"utf-8", "gb18030"}:
        return None
    return huanyuan.Decoded("\n".join(found), "gb18030", certain=False)


def _looks_chinese(line: str) -> bool:
    return len(_USUAL.findall(line)) >= _WIDE_SHARE * len(line)


_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b\x0b")
