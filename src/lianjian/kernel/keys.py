"""Keys and fingerprints."""

from __future__ import annotations

import hashlib
import json
from typing import Any

DIGITS = 18
"""Digits that a signed 64-bit key surely holds."""


def canonical_json(value: Any) -> bytes:
    """One byte form for equal JSON values: sorted keys, no spaces, raw UTF-8. Floats are refused (TypeError):
    their text differs between languages, and nothing that is signed here needs them."""
    _no_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def fingerprint(data: bytes) -> str:
    """The SHA-256 (FIPS 180-4) of ``data``, 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def whole_number(text: str) -> int | None:
    """The number that a key in an address or a hidden field stands for, None where it stands for none.

    ``str.isdigit`` alone is a trap: it is true of "²", which ``int`` refuses, and of digits without end, which no key
    column holds.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None


def _no_floats(value: Any) -> None:
    if isinstance(value, float):
        msg = "a float has no canonical text; use an int or a string"
        raise TypeError(msg)
    for item in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    ):
        if not isinstance(item, str | int):  # most are, and a call for each took longer than writing them
            _no_floats(item)
