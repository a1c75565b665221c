"""Bytes to text, and the refusal of what is no text."""

from __future__ import annotations

import pytest

import huanyuan
from tests.huanyuan.texts import CLASSICAL, HONG_KONG_AND_TAIWAN, SIMPLIFIED

SIMPLE = "\n".join(SIMPLIFIED)
TRADITIONAL = "\n".join(HONG_KONG_AND_TAIWAN)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLE, "utf-8"),
        (SIMPLE, "gb18030"),
        (SIMPLIFIED[0], "gb18030"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5hkscs"),
        (HONG_KONG_AND_TAIWAN[0], "big5hkscs"),
        (CLASSICAL[3], "big5hkscs"),
        (SIMPLE, "utf-8-sig"),
        (SIMPLE, "utf-16"),
        ("plain ASCII, nothing else", "utf-8"),
    ],
)
def test_an_encoding_is_known_by_what_it_says(text, encoding):
    """The right reading is Chinese, the wrong ones are not."""
    decoded = huanyuan.decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.encoding == encoding
    assert decoded.certain


def test_a_few_bad_bytes_are_shown_and_make_it_uncertain():
    """One broken character does not cost the file; it is U+FFFD."""
    data = (SIMPLE * 5).encode("gb18030").replace("莆田".encode("gb18030"), b"\xff\xc6\xce\xcc\xef", 1)
    decoded = huanyuan.decode(data)
    assert decoded.encoding == "gb18030"
    assert not decoded.certain
    assert "\ufffd" in decoded.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"PK\x03\x04\x14\x00", "zip"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x81" * 50 + b"\xff" * 50, "no text"),
        (SIMPLE.encode() * 40 + b"\xfe\xff\x81" * 40_000, "damaged"),
    ],
)
def test_what_is_no_text_is_refused_by_name(data, says):
    """The refusal says what it is and what to do."""
    with pytest.raises(huanyuan.Refused, match=says):
        huanyuan.decode(data)
