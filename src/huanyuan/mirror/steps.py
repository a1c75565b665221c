"""What a place of the shown text can have been: the forward damage, read backwards one shown character at a time."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from huanyuan.language import character_cost, word_cost
from huanyuan.mirror.alphabet import (
    FIRST_LEAD,
    by_first,
    by_second,
    bytes_of,
    in_user_zone,
    keys_read,
    oddness,
    plain,
)
from huanyuan.mirror.hypothesis import Hypothesis, ending_cost, likely_firsts, likely_seconds
from huanyuan.mirror.plain import GLOSS, is_gloss
from huanyuan.tables import PINYIN, mirror_table, vanishing_words

if TYPE_CHECKING:
    from collections.abc import Iterator

_EATEN_GLOSS = re.compile(rf"\?([{PINYIN}]{{1,7}})\)")
_TAG_REST = re.compile(r"/?(?:p|br|div|span|strong|b|h\d|li|td|tr|a|em|font)\b[^<>\n]{0,80}>", re.IGNORECASE)
# Some crawls turned these into ASCII afterwards.
_EATEN_ENTITY = re.compile(r"\?#(\d{4,5});")
_WIDE = {",": (0xA3, 0xAC), ";": (0xA3, 0xBB), "!": (0xA3, 0xA1), "?": (0xA3, 0xBF), ":": (0xA3, 0xBA),
         "(": (0xA3, 0xA8), ")": (0xA3, 0xA9)}  # fmt: skip
_CUTS = {"！": 0xA1, "，": 0xAC, "；": 0xBB, "？": 0xBF, "!": 0xA1, ",": 0xAC, ";": 0xBB, "?": 0xBF}

_LOST = 9.0  # a `?` that stays
_SAVED = 10.0  # what words with the characters around may save of the cost of two
_EATEN = -2.0  # one that stands for an ASCII character: with its own cost, one character in a hundred
_VANISHED = 2.0  # fourteen in a hundred shifted pairs fall into the zones that vanish
_LONE_80 = 4.0  # one of ninety second bytes
_BRANCHES = 16
_ENTITY_BRANCHES = 40
_GAP_MARGIN = 9.0

# The leads of the user-defined zones; those with the same second bytes have the same number.
_ZONE_LEADS = dict.fromkeys([*range(0xAA, 0xB0), *range(0xF8, 0xFF)], 1) | dict.fromkeys(range(0xA1, 0xA8), 2)

LOST_CHARACTER = "a byte was eaten and the character is lost; nothing was invented"
CHOSEN = "one byte of this character is lost; it was chosen as the likeliest in its words"
VANISHED = "these characters lost two bytes without a trace; they were chosen as the likeliest in their words"

Step = tuple[int, Hypothesis]
"""Where the shown text goes on, and the hypothesis there."""
Cheapest = dict[int, float]
"""What the best reading of the text up to a place costs."""


def steps(line: str, at: int, seen: Hypothesis, *, gaps: bool, cheapest: Cheapest) -> Iterator[Step]:
    """Every way to read `line[at]` after `seen`; `gaps` also tries a pair that vanished just before it.

    `cheapest` is what the best reading of each place costs so far, and is kept up while this runs: where many ways
    are tried, those that are dearer by the page's margin are not even made.
    """
    if seen.half is None:
        yield from _in_phase(line, at, seen, cheapest)
        return
    yield from _out_of_phase(line, at, seen, cheapest)
    if gaps:
        yield from _vanished(line[at], at, seen, cheapest)
        if line[at] == "?" and seen.page.mirrored:
            yield from _vanished_before_key(line, at, seen)


@lru_cache(maxsize=1 << 14)
def _pairs_of(shown: str) -> tuple[tuple[int, int], ...]:
    """The byte pairs that a shown character can be."""
    found = (bytes_of(shown), _WIDE.get(shown))
    return tuple(pair for pair in found if pair is not None)


def _pair_before(line: str, at: int) -> tuple[int, int] | None:
    """The bytes of the character shown before `at`; a gloss between them was inserted later."""
    if line[at - 1 : at] == ")" and (opening := line.rfind("(", max(0, at - 9), at)) > 0:
        if GLOSS.fullmatch(line, opening, at):
            at = opening
    found = _pairs_of(line[at - 1]) if at else ()
    return found[0] if found else None


def _in_phase(line: str, at: int, seen: Hypothesis, cheapest: Cheapest) -> Iterator[Step]:
    """No half character is held: the place is what it shows, or a `?` begins a shift."""
    shown = line[at]
    if shown != "?":
        gloss = GLOSS.match(line, at) if shown == "(" else None
        if gloss and is_gloss(seen.key, gloss[1]):
            yield gloss.end(), seen
            return
        plain = mirror_table().simplified.get(shown, shown) if seen.page.mirrored else shown
        yield at + 1, seen.spell(plain, None, key=shown)
        return
    yield at + 1, seen.spell("?", None, extra=_LOST)
    if (entity := _entity(line, at)) is not None:
        end, (first, second), _ = entity
        margin = seen.page.margin
        for _, character in likely_firsts(seen.last, first, _ENTITY_BRANCHES, mirrored=seen.page.mirrored):
            limit = cheapest.get(end, math.inf) + margin
            if (chosen := seen.choose_below(limit, character, second, CHOSEN)) is not None:
                yield end, chosen
        return
    if not seen.page.mirrored:
        return
    eaten = _EATEN_GLOSS.match(line, at)
    before = _pair_before(line, at) if eaten else None
    if eaten and before:
        # The key is the last byte of the character before and the lone first byte that the `?` stands for.
        for first, second in keys_read(eaten[1]):
            if first == before[1] and by_first(second):
                yield eaten.end(), seen.spell("", second)
    follower = line[at + 1 : at + 2]
    if follower and follower in _CUTS:
        # The `?` is a lone first byte; its second is the first byte of the cut.
        for _, character in likely_firsts(seen.last, 0xA3, _BRANCHES, mirrored=seen.page.mirrored):
            limit = cheapest.get(at + 2, math.inf) + seen.page.margin
            if (chosen := seen.choose_below(limit, character, _CUTS[follower], CHOSEN)) is not None:
                yield at + 2, chosen


def _entity(line: str, at: int) -> tuple[int, tuple[int, int], str] | None:
    """The end of `?#20445;`, the bytes of its character and the character: a lone byte ate the `&`."""
    match = _EATEN_ENTITY.match(line, at)
    if match is None or not 0x4E00 <= int(match[1]) <= 0x9FFF:
        return None
    character = chr(int(match[1]))
    pairs = _pairs_of(character)
    return (match.end(), pairs[0], character) if pairs else None


def _out_of_phase(line: str, at: int, seen: Hypothesis, cheapest: Cheapest) -> Iterator[Step]:
    """The first byte of a character is held: the place shows its second, and the first of the next."""
    shown = line[at]
    if shown == "(" and (gloss := GLOSS.match(line, at)) and is_gloss(seen.key, gloss[1]):
        yield gloss.end(), seen
        return
    yield from _known_bytes(shown, at, seen, cheapest)
    if shown == "?":
        yield from _lone_byte(line, at, seen, seen.half or 0, cheapest)


@lru_cache(maxsize=1 << 15)
def _completions(half: int, shown: str, *, mirrored: bool) -> tuple[tuple[str, int | None, str, float], ...]:
    """What the bytes of a shown character make of a held one: text, byte then held, its key, the cost of oddness."""
    found: list[tuple[str, int | None, str, float]] = []
    for first, second in _pairs_of(shown):
        original = plain(half, first, mirrored=mirrored)
        if original is None:
            continue
        odd = oddness(half, first, mirrored=mirrored)
        if second >= FIRST_LEAD:
            found.append((original, second, shown, odd))
        elif second < 0x7F:  # an ASCII character of the original was taken for a second byte
            found.append((original + chr(second), None, "", odd))
    if shown.isascii() and 0x40 <= ord(shown) <= 0x7E:
        original = plain(half, ord(shown), mirrored=mirrored)
        if original is not None:
            traditional = bytes((half, ord(shown))).decode("gbk")
            found.append((original, None, traditional, oddness(half, ord(shown), mirrored=mirrored)))
    return tuple(found)


def _known_bytes(shown: str, at: int, seen: Hypothesis, cheapest: Cheapest) -> Iterator[Step]:
    """The shown character's own bytes complete the held one."""
    page = seen.page
    for text, half, key, odd in _completions(seen.half or 0, shown, mirrored=page.mirrored):
        limit = cheapest.get(at + 1, math.inf) + page.margin
        if (spelled := seen.spell_below(limit, text, half, key=key, extra=odd)) is not None:
            yield at + 1, spelled


def _lone_byte(line: str, at: int, seen: Hypothesis, half: int, cheapest: Cheapest) -> Iterator[Step]:
    """A `?` out of phase: the second byte of a character, alone, or with the ASCII byte that it ate."""
    margin = seen.page.margin
    if (entity := _entity(line, at)) is not None:
        end, _, following = entity
        for _, character in likely_seconds(seen.last, half, _ENTITY_BRANCHES, mirrored=seen.page.mirrored):
            limit = cheapest.get(end, math.inf) + margin
            chosen = seen.choose(character, None, CHOSEN)
            if (spelled := chosen.spell_below(limit, following, None)) is not None:
                yield end, spelled
        return
    eaten = _EATEN_GLOSS.match(line, at) if seen.page.mirrored else None
    if eaten:
        forced = [
            (eaten.end(), seen.spell(original, None))
            for first, second in keys_read(eaten[1])
            if first == half and second >= FIRST_LEAD and (original := plain(first, second))
        ]
        if forced:
            yield from forced
            return
    if original := plain(half, 0x80):  # no lead byte: it is a `?` by itself and eats nothing
        traditional = bytes((half, 0x80)).decode("gbk")
        yield at + 1, seen.spell(original, None, key=traditional, extra=_LONE_80)
    follower = line[at + 1 : at + 2]
    tag = _TAG_REST.match(line, at + 1)
    for _, character in likely_seconds(seen.last, half, _BRANCHES, mirrored=seen.page.mirrored):
        if not follower:
            yield at + 1, seen.choose(character, None, CHOSEN, extra=ending_cost(character))
            continue
        chosen = seen.choose(character, None, CHOSEN)
        if follower in _CUTS:
            yield at + 1, chosen
        elif tag:
            yield tag.end(), chosen
        limit = cheapest.get(at + 1, math.inf) + margin
        if (eating := chosen.choose_below(limit, "?", None, LOST_CHARACTER, extra=_EATEN)) is not None:
            yield at + 1, eating


@lru_cache(maxsize=1 << 13)
def _gap_pairs(half: int, following: int, *, mirrored: bool) -> tuple[tuple[float, str, int, str], ...]:
    """Two characters with a vanished pair between `half` and `following`: cost, first, lead of second, second.

    The words among them are listed in the data: looking each of a thousand pairs up in the model takes too long.
    """
    found = []
    words = vanishing_words()
    seconds = [
        (lead, other, character_cost(other))
        for lead, other in by_second(following, mirrored=mirrored).items()
        if lead >= FIRST_LEAD
    ]
    behind: dict[int, list[tuple[int, str, float]]] = {}
    for second, character in by_first(half, mirrored=mirrored).items():
        if second not in _ZONE_LEADS:
            continue
        zone = _ZONE_LEADS[second]
        if zone not in behind:
            behind[zone] = [row for row in seconds if in_user_zone(second, row[0])]
        alone = character_cost(character)
        for lead, other, its_own in behind[zone]:
            parts = alone + its_own
            if (both := character + other) in words and (joined := word_cost(both)) is not None:
                parts = min(joined, parts)
            found.append((parts, character, lead, other))
    found.sort()
    return tuple(found[:200])


@lru_cache(maxsize=1 << 14)
def _gaps_behind(
    last: str, half: int, following: int, *, mirrored: bool
) -> tuple[tuple[str, int, float], ...]:
    """The gaps worth trying behind `last`: the first of the two characters, the first byte of the second, the cost."""
    pairs = _gap_pairs(half, following, mirrored=mirrored)
    chosen = [pair for pair in pairs[:_BRANCHES] if pair[0] < pairs[0][0] + _GAP_MARGIN]
    if last:
        chosen += [pair for pair in pairs[_BRANCHES:] if word_cost(last + pair[1]) is not None][:_BRANCHES]
    prices: dict[tuple[str, int], float] = {}
    for price, character, lead, _ in chosen:
        prices.setdefault((character, lead), price)
    return tuple((character, lead, price) for (character, lead), price in prices.items())


def _vanished(shown: str, at: int, seen: Hypothesis, cheapest: Cheapest) -> Iterator[Step]:
    """`shown` after the first of two characters whose middle bytes vanished just before it."""
    half, mirrored, margin = seen.half or 0, seen.page.mirrored, seen.page.margin
    most = cheapest.get(at + 1, math.inf) + margin + _SAVED - seen.cost - _VANISHED
    following = [first for first, _ in _pairs_of(shown)]
    if shown.isascii() and 0x40 <= ord(shown) <= 0x7E:
        following.append(ord(shown))
    doubt = (len(seen.text), 2, VANISHED)
    firsts: dict[str, Hypothesis] = {}  # what is held is of no account when it is spelled on
    for byte in following:
        for character, lead, price in _gaps_behind(seen.last, half, byte, mirrored=mirrored):
            if price > most:
                continue
            if (first := firsts.get(character)) is None:
                first = firsts[character] = seen.spell(character, lead, extra=_VANISHED, doubt=doubt)
            for text, held, key, odd in _completions(lead, shown, mirrored=mirrored):
                limit = cheapest.get(at + 1, math.inf) + margin
                if (spelled := first.spell_below(limit, text, held, key=key, extra=odd)) is not None:
                    yield at + 1, spelled


@lru_cache(maxsize=1 << 13)
def _before_key(half: int, lead: int) -> tuple[str, ...]:
    """Characters with the first byte `half` whose second vanishes together with `lead`."""
    row = by_first(half)
    return tuple(character for second, character in row.items() if in_user_zone(second, lead))


def _vanished_before_key(line: str, at: int, seen: Hypothesis) -> Iterator[Step]:
    """A pair vanished, and behind it a lone byte ate the parenthesis of a gloss: the reading names the key."""
    eaten = _EATEN_GLOSS.match(line, at)
    if eaten is None:
        return
    for lead, second in keys_read(eaten[1]):
        key = plain(lead, second)
        if key and second >= FIRST_LEAD:
            for character in _before_key(seen.half or 0, lead):
                yield eaten.end(), seen.choose(character, lead, VANISHED, extra=_VANISHED).spell(key, None)


__all__ = ["CHOSEN", "LOST_CHARACTER", "VANISHED", "Step", "steps"]
