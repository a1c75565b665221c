"""The two bytes of every character of GBK, and which of them a mirrored page can hold.

A mirrored page is the original's GBK bytes after a fixed table, so every original character is a pair of bytes;
a shifted page shows the second byte of one with the first of the next. Sources: GBK 1.0 as Python's `gbk` codec
has it; the user-defined zones AAA1-AFFE, F8A1-FEFE and A140-A7A0 of the same standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

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


@dataclass(frozen=True, slots=True)
class Alphabet:
    """What bytes stand for on a mirrored page, after the inverse of the table."""

    pair: dict[str, tuple[int, int]]
    """The two bytes of a character."""
    plain: dict[tuple[int, int], str]
    """The simplified character that a pair of the original stood for; 著 stays, see `huanyuan.mirror.zhe`."""
    by_first: dict[int, dict[int, str]]
    by_second: dict[int, dict[int, str]]
    keys: dict[str, list[tuple[int, int]]]
    """The pairs that a gloss with this reading can follow."""
    odd: dict[tuple[int, int], float]
    """Pairs that the table would rather have replaced, and what it costs to read them as they are (nats)."""


@cache
def alphabet(*, mirrored: bool = True) -> Alphabet:
    """The alphabet, computed once from the codec and the table; without the table for other pages."""
    table = mirror_table()
    found = Alphabet({}, {}, {}, {}, {}, {})
    for first in LEADS:
        for second in TRAILS:
            try:
                character = bytes((first, second)).decode("gbk")
            except UnicodeDecodeError:
                continue
            found.pair[character] = (first, second)
            if mirrored and character in table.forward_sources:
                found.odd[first, second] = 2.0 if character in table.kept else 8.0
            plain = table.simplified.get(character, character) if mirrored else character
            found.plain[first, second] = plain
            if character_cost(plain) < 16.0 and found.odd.get((first, second), 0.0) < 8.0:
                found.by_first.setdefault(first, {})[second] = plain
                found.by_second.setdefault(second, {})[first] = plain
    for character, readings in table.readings.items():
        for reading in readings:
            found.keys.setdefault(reading, []).append(found.pair[character])
    return found
