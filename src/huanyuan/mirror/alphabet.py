"""The two bytes of every character of GBK, and which of them a mirrored page can hold.

A mirrored page is the original's GBK bytes after a fixed table, so every original character is a pair of bytes;
a shifted page shows the second byte of one with the first of the next. Sources: GBK 1.0 as Python's `gbk` codec
has it; the user-defined zones AAA1-AFFE, F8A1-FEFE and A140-A7A0 of the same standard.
"""

from __future__ import annotations

from functools import cache, lru_cache

from huanyuan.language import character_cost
from huanyuan.tables import mirror_table

FIRST_LEAD = 0x81
LEADS = range(FIRST_LEAD, 0xFF)
TRAILS = [b for b in range(0x40, 0xFF) if b != 0x7F]


def in_user_zone(first: int, second: int) -> bool:
    """Pairs that mean nothing in GBK and vanish from a decoded page without a trace."""
    if 0xAA <= first <= 0xAF or 0xF8 <= first <= 0xFE:
        return second >= 0xA1
    return 0xA1 <= first <= 0xA7 and second <= 0xA0


@lru_cache(maxsize=1 << 15)
def bytes_of(shown: str) -> tuple[int, int] | None:
    """The two bytes of a character; None where GBK has none for it."""
    try:
        data = shown.encode("gbk")
    except UnicodeEncodeError:
        return None
    return (data[0], data[1]) if len(data) == 2 else None


@lru_cache(maxsize=1 << 16)
def plain(first: int, second: int, *, mirrored: bool = True) -> str | None:
    """The simplified character that a pair of the original stood for; 著 stays, see `huanyuan.mirror.zhe`.

    None where the pair is none of GBK. `mirrored` says whether the page went through the table.
    """
    if first < FIRST_LEAD or second < 0x40:
        return None
    try:
        character = bytes((first, second)).decode("gbk")
    except UnicodeDecodeError:
        return None
    return mirror_table().simplified.get(character, character) if mirrored else character


@lru_cache(maxsize=1 << 15)
def oddness(first: int, second: int, *, mirrored: bool = True) -> float:
    """What it costs to read a pair as it is although the table would rather have replaced it (nats)."""
    if not mirrored:
        return 0.0
    character = bytes((first, second)).decode("gbk")
    table = mirror_table()
    if character not in table.forward_sources:
        return 0.0
    return 2.0 if character in table.kept else 8.0


def _worth_trying(first: int, second: int, *, mirrored: bool) -> str | None:
    found = plain(first, second, mirrored=mirrored)
    if found is None or oddness(first, second, mirrored=mirrored) >= 8.0 or character_cost(found) >= 16.0:
        return None
    return found


@cache
def by_first(first: int, *, mirrored: bool = True) -> dict[int, str]:
    """Second bytes behind a first one, and the characters worth trying for the pair."""
    tried = ((second, _worth_trying(first, second, mirrored=mirrored)) for second in TRAILS)
    return {second: found for second, found in tried if found is not None}


@cache
def by_second(second: int, *, mirrored: bool = True) -> dict[int, str]:
    """First bytes before a second one, likewise."""
    if second not in TRAILS:
        return {}
    tried = ((first, _worth_trying(first, second, mirrored=mirrored)) for first in LEADS)
    return {first: found for first, found in tried if found is not None}


@cache
def _keys() -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for character, readings in mirror_table().readings.items():
        for reading in readings:
            pair = bytes_of(character)
            if pair is not None:
                found.setdefault(reading, []).append(pair)
    return found


def keys_read(reading: str) -> list[tuple[int, int]]:
    """The pairs that a gloss with this reading can follow."""
    return _keys().get(reading, [])
