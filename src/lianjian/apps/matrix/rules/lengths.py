"""Length as a platform counts it, and shortening that keeps within it.

Counting: ``characters`` code points; ``utf16`` UTF-16 code units, as JavaScript counts (an emoji is two);
``weibo`` Han and other wide characters one, two narrow ones one, rounded up; ``bytes`` UTF-8.
"""

from __future__ import annotations

import math
import unicodedata
from typing import Literal, get_args

Counting = Literal["characters", "utf16", "weibo", "bytes"]
COUNTINGS: tuple[str, ...] = get_args(Counting)
ELLIPSIS = "…"
SENSE_ENDS = "。！？；!?;\n"
SENSE_PAUSES = "，、：,: ——）)”》】"


def length(text: str, counted: Counting = "characters") -> int:
    """How long ``text`` is for a platform that counts in this way."""
    if counted == "characters":
        return len(text)
    if counted == "utf16":
        return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)  # noqa: PLR2004 - end of the basic plane
    if counted == "bytes":
        return len(text.encode("utf-8", "surrogatepass"))
    halves = sum(2 if _wide(character) else 1 for character in text)
    return math.ceil(halves / 2)


def shorten(text: str, limit: int, counted: Counting = "characters") -> str:
    """``text`` where it fits, else its beginning with an ellipsis, cut at a sentence or phrase where one ends
    in the second half of the room. Never longer than ``limit``."""
    if length(text, counted) <= limit:
        return text
    room = _longest_prefix(text, limit - length(ELLIPSIS, counted), counted)
    if not room:
        return _longest_prefix(text, limit, counted)
    for marks in (SENSE_ENDS, SENSE_PAUSES):
        place = max(room.rfind(mark) for mark in marks)
        if place >= len(room) // 2:
            kept = room[: place + 1].rstrip(SENSE_PAUSES + "\n")
            if kept:
                return kept + ELLIPSIS
    return room.rstrip() + ELLIPSIS


def _longest_prefix(text: str, limit: int, counted: Counting) -> str:
    """The longest beginning of at most ``limit``; it does not end inside a composed character."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle], counted) <= limit:
            low = middle
        else:
            high = middle - 1
    while 0 < low < len(text) and _joins(text[low]):
        low -= 1
    return text[:low]


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F", "A"}


def _joins(character: str) -> bool:
    """Whether ``character`` belongs to the one before it: combining marks, variation selectors, the
    joiner."""
    return unicodedata.combining(character) != 0 or character in {"\u200d", "\ufe0f", "\ufe0e"}
