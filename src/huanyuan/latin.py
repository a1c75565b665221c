"""GBK bytes that were shown as Latin-1 or cp1252, in part as valid UTF-8: `ÆøÏóÐÅÏ¢` for 气象信息.

Every shown character is one byte, or two where a pair of bytes happened to be valid UTF-8 (`ѯ` is D1 AF). Three
losses make a search of it: a soft hyphen (AD) is dropped by many programs; `Â` before a byte 80-BF and `Ã` before
another are swallowed when valid UTF-8 is merged twice over. A lost byte puts everything behind it out of step
until the next ASCII character, so the words say where one is missing.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from huanyuan.findings import Stage
from huanyuan.language import START, Context, character_cost, extend
from huanyuan.mirror.alphabet import FIRST_LEAD, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

WHY = "bytes of GBK that were shown as Latin-1"
LOST = "a byte was lost before or inside this character; it was chosen as the likeliest in its words"

_HIGH = "\u0080-\u07ff\u2010-\u203a\u20ac\u2122"
RUN = re.compile(rf"[{_HIGH}](?:[{_HIGH}]|[ -~\u0800-\uffff](?=[{_HIGH}]))*")
"""A stretch that such bytes can show as; single ASCII characters may stand between."""
DENSE = re.compile(
    "[\u00a1-\u00ff][\u0080-\u07ff\u2010-\u203a\u20ac\u2122][\u00a1-\u00ff][\u0080-\u07ff\u2010-\u203a\u20ac\u2122]"
)

_MISPLACED = 8.0
_BEAM = 10
_MARGIN = 22.0
_DROPPED = 3.0  # certain where it happens, so only what a wrong guess may gain
_SWALLOWED = 3.0
_BROKEN = 25.0  # a byte that fits nowhere
_WATCHED = 5  # characters whose cost is looked at while reading straight on
_BACK = 7  # characters to go back for the search
_STRANGE, _SLACK = 8.0, 6.0  # nats a character, and on top, beyond which a stretch is no prose
_SETTLED = 7
_COMMON = 9.0
"""Nats a Chinese character that a decoded stretch may cost on average: prose needs six, chance gives thirteen."""
_UNCOMMON = 13.5
_FEWEST = 3
_SHOWN = 20  # characters that an example seldom has


@cache
def _cp1252() -> dict[str, int]:
    table = {chr(b): b for b in range(0x80, 0x100)}
    for b in range(0x80, 0xA0):
        shown = bytes((b,)).decode("cp1252", "ignore")
        if shown:
            table[shown] = b
    return table


@lru_cache(maxsize=1 << 13)
def _bytes_of(shown: str) -> tuple[bytes, ...]:
    """The byte strings that a shown character can stand for."""
    if shown.isascii():
        return (shown.encode(),)
    if shown == "ÿ":  # FF is no byte of GBK
        return (b"\xc3\xbf",)
    single = _cp1252().get(shown)
    pair = shown.encode("utf-8", "replace")
    if single is None:
        return (pair,)
    # ž is 9E in cp1252, and C5 BE in UTF-8; ã would be itself again.
    return (bytes((single,)), pair) if ord(shown) > 0xFF and len(pair) == 2 else (bytes((single,)),)


@lru_cache(maxsize=1 << 15)
def _character(half: int, byte: int) -> str | None:
    """The character of two bytes, where they are one that is written."""
    character = plain(half, byte, mirrored=False)
    return None if character is None or (byte < 0x80 and character_cost(character) > 15) else character


class _Reading:
    """One way to read the bytes so far. `doubts` are offsets in `text` of chosen characters.

    None is changed once made. A search makes some for every byte, so this is no dataclass.
    """

    __slots__ = ("context", "cost", "doubts", "extra", "half", "text")

    def __init__(
        self, half: int | None, text: str, context: Context, extra: float = 0.0, doubts: tuple[int, ...] = ()
    ) -> None:
        self.half = half
        self.text = text
        self.context = context
        self.extra = extra
        self.doubts = doubts
        self.cost = context[1][-1][0] + extra

    def put(self, byte: int) -> _Reading | None:
        """This reading with one more byte; None where the byte does not fit."""
        return self._put(byte, self.extra, self.doubts)

    def put_lost(self, byte: int, price: float) -> _Reading | None:
        """The same for a byte that is not shown: it was lost at the character being read."""
        return self._put(byte, self.extra + price, (*self.doubts, len(self.text)))

    def _put(self, byte: int, extra: float, doubts: tuple[int, ...]) -> _Reading | None:
        half, text = self.half, self.text
        if half is not None:
            character = _character(half, byte)
            if character is None:
                return None
        elif byte >= FIRST_LEAD and byte != 0xFF:
            return _Reading(byte, text, self.context, extra, doubts)
        elif byte < 0x80:
            character = chr(byte)
        else:
            return None
        # An ideographic space indents a line; elsewhere it is two halves of …… that lost their second bytes.
        if character == "　" and text.strip("　"):
            extra += _MISPLACED
        return _Reading(None, text + character, extend(self.context, character), extra, doubts)

    def give_up(self, byte: int) -> _Reading | None:
        """The held half becomes `?`, and the byte begins anew."""
        if self.half is None:
            return None
        doubts = (*self.doubts, len(self.text))
        return _Reading(None, self.text + "?", self.context, self.extra + _BROKEN, doubts).put(byte)


def _after(reading: _Reading, byte: int, *, merged: bool, soft: bool) -> Iterator[_Reading]:
    """What may follow a reading: with the byte, and the same with another one lost just before."""
    if (after := reading.put(byte) or reading.give_up(byte)) is not None:
        yield after
    losses: list[tuple[int, float, int]] = []
    if soft and reading.half is not None:
        losses.append((0xAD, _DROPPED, byte))
    if merged and 0x80 <= byte <= 0xBF:
        losses.append((0xC2, _SWALLOWED, byte))
    if merged and byte >= 0xC0:
        losses.append((0xC3, _SWALLOWED, byte - 0x40))
    for lost, price, actual in losses:
        before = reading.put_lost(lost, price)
        if before and (after := before.put(actual) or before.give_up(actual)) is not None:
            yield after


def decode_shown(shown: str, *, merged: bool, soft: bool) -> _Reading | None:
    """The likeliest reading of a run. `merged`: valid UTF-8 was merged; `soft`: soft hyphens were dropped.

    Read straight on while it is plainly Chinese; where it stops to be, search from a little before.
    """
    reading = _Reading(None, "", START)
    at = 0
    while at < len(shown):
        at, reading = _straight(shown, at, reading)
        if at < len(shown):
            found = _search(shown, at, reading, merged=merged, soft=soft)
            if found is None:
                return None
            at, reading = found
    return reading


def _straight(shown: str, at: int, reading: _Reading) -> tuple[int, _Reading]:
    """Read on without guessing; back to a few characters before the first doubt."""
    passed = [(at, reading)]
    while at < len(shown):
        ways = _bytes_of(shown[at])
        after: _Reading | None = reading
        for byte in ways[0]:
            after = after.put(byte) if after else None
        at += 1
        if after is None or len(ways) > 1 or (at == len(shown) and after.half is not None):
            return passed[-_BACK:][0]
        reading = after
        if reading.half is None:
            passed.append((at, reading))
            recent = passed[-_WATCHED:]
            if reading.cost - recent[0][1].cost > _STRANGE * (len(recent) - 1) + _SLACK:
                return passed[-_WATCHED - _BACK :][0]
    return at, reading


def _search(shown: str, at: int, start: _Reading, *, merged: bool, soft: bool) -> tuple[int, _Reading] | None:
    """Read on with guesses from `at` until the best reading has been plain Chinese for a while, or to the end."""
    readings = [start]
    quiet, written = 0, len(start.text)
    while at < len(shown):
        following: dict[tuple[int | None, str], _Reading] = {}
        for way in _bytes_of(shown[at]):
            here = readings
            for byte in way:
                here = [
                    after for reading in here for after in _after(reading, byte, merged=merged, soft=soft)
                ]
            for after in here:
                name = (after.half, after.text[-3:])
                known = following.get(name)
                if known is None or after.cost < known.cost:
                    following[name] = after
        readings = sorted(following.values(), key=attrgetter("cost"))[:_BEAM]
        readings = [r for r in readings if r.cost < readings[0].cost + _MARGIN]
        at += 1
        if not readings:
            return None
        best = readings[0]
        if best.half is None:
            grown = len(best.text) - written
            quiet = (
                quiet + grown
                if all(best.text[-4:] == r.text[-4:] or r.half is not None for r in readings)
                else 0
            )
            written = len(best.text)
            if quiet >= _SETTLED and len(best.text) - len(start.text) > _BACK + _SETTLED:
                # Only where the way ahead is clear: a doubt just behind would look back no further than here.
                ahead, _ = _straight(shown[: at + 6 * _BACK], at, best)
                if ahead >= min(len(shown), at + 2 * _BACK):
                    return at, best
                quiet = 0
    ends = [r for r in readings if r.half is None]
    # The last byte may be the lost one.
    ends += [ended for r in readings if r.half is not None and (ended := r.put_lost(0xAD, _DROPPED))]
    best_end = min(ends, key=attrgetter("cost"), default=None)
    return None if best_end is None else (at, best_end)


def _is_chinese(reading: _Reading, *, sure: bool) -> bool:
    """Whether a run became prose; on a page that is `sure`ly of this kind it is enough that it became text."""
    if sure:
        return "?" not in reading.text and reading.cost / len(reading.text) <= _UNCOMMON
    han = sum(1 for c in reading.text if "一" <= c <= "鿿")
    other = sum(1 for c in reading.text if not c.isascii()) - han
    return han >= _FEWEST and other <= han and reading.cost / len(reading.text) <= _COMMON


def _is_shown_on_purpose(text: str, found: list[_Reading]) -> bool:
    """Whether a clean text shows a few such bytes: a manual of encodings does."""
    read_back = sum(1 for run in {reading.text for reading in found} for c in run if "一" <= c <= "鿿")
    clean = sum(1 for c in text if "一" <= c <= "鿿")
    return read_back < _SHOWN and read_back * 3 < clean


def repair_latin(text: str) -> Stage:
    """Read the stretches of a text that are GBK shown as Latin-1; stretches that do not become Chinese stay."""
    stage = Stage(text)
    if DENSE.search(text) is None:
        return stage
    merged = re.search("[\u0180-\u02c5\u02dd-\u07ff]", text) is not None or not re.search(
        "[ÂÃ][\u0080-\u00bf]", text
    )
    soft = "\xad" not in text
    runs = [(match, DENSE.search(match[0]) is not None) for match in RUN.finditer(text)]
    readings = {
        match.start(): decode_shown(match[0], merged=merged, soft=soft) for match, dense in runs if dense
    }
    found = [reading for reading in readings.values() if reading and _is_chinese(reading, sure=False)]
    if not found or _is_shown_on_purpose(text, found):
        return stage
    stage.families.add("gbk_as_latin1")
    for match, dense in runs:
        reading = readings[match.start()] if dense else decode_shown(match[0], merged=merged, soft=soft)
        if reading is None or not _is_chinese(reading, sure=True):
            continue
        stage.keep(match.start())
        doubts = tuple((at, 1, LOST) for at in dict.fromkeys(reading.doubts) if at < len(reading.text))
        stage.replace(match.end(), reading.text, WHY, doubts)
    stage.keep(len(text))
    return stage
