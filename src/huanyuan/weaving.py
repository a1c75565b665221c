"""What one copy of an article says where, how surely, and the text that is woven of several."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from huanyuan.aligning import GONE, Span, align
from huanyuan.findings import Edit, Repair, Uncertain

if TYPE_CHECKING:
    from collections.abc import Sequence

FORCED, CHOSEN, LOST = 0, 1, 2
_WIDE = str.maketrans(",:;!()\u00a0\u3000", "，：；！（）  ")
_ENOUGH = 3
"""Characters by which one damage is told from another; what follows depends on the glosses of the page."""
_ALONE = re.compile(r"(?<=[\u4e00-\u9fff])\?(?=[\u4e00-\u9fff])")
DIFFER = "the copies differ; also: "
"""Begins why a place is uncertain that is forced in this copy, and otherwise in another."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy. `key` is what is compared, a character for each of `text`; `doubt` says of each how sure it is;
    `number` is its place among those handed over."""

    text: str
    key: str
    doubt: bytes
    number: int
    places: tuple[Uncertain, ...] = ()

    @classmethod
    def of(cls, given: Repair | str, number: int) -> Copy:
        """A repaired text, or one that is taken as it stands."""
        text = given if isinstance(given, str) else given.text
        places = () if isinstance(given, str) else given.uncertain
        doubt = bytearray(len(text))
        for place in places:
            if place.why.startswith(DIFFER):
                continue
            for at in range(place.at, place.at + place.len):
                doubt[at] = LOST if text[at] in "?？" else CHOSEN
        for alone in _ALONE.finditer(text):
            doubt[alone.start()] = LOST
        key = text.translate(_WIDE)
        if LOST in doubt:
            key = "".join(GONE if unsure == LOST else c for c, unsure in zip(key, doubt, strict=True))
        return cls(text, key.replace("?", "？"), bytes(doubt), number, tuple(places))

    def part(self, start: int, stop: int) -> Copy:
        """A stretch of it as a copy of its own."""
        places = tuple(
            replace(place, at=place.at - start)
            for place in self.places
            if start <= place.at and place.at + place.len <= stop
        )
        return Copy(self.text[start:stop], self.key[start:stop], self.doubt[start:stop], self.number, places)


@dataclass(frozen=True, slots=True)
class Reading:
    """What `copy` has for a stretch of the first: `copy.text[start:stop]`."""

    copy: Copy
    start: int
    stop: int

    @property
    def text(self) -> str:
        return self.copy.text[self.start : self.stop]

    @property
    def key(self) -> str:
        return self.copy.key[self.start : self.stop]

    @property
    def doubt(self) -> int:
        """How unsure its least sure character is."""
        return max(self.copy.doubt[self.start : self.stop], default=FORCED)

    @property
    def evidence(self) -> str:
        """What its doubtful places were before the repair: the same damage gives the same choice, which proves nothing more."""
        return "|".join(
            place.from_.translate(_WIDE)[:_ENOUGH]
            for place in self.copy.places
            if place.at < self.stop and place.at + place.len > self.start
        )

    def part(self, doubt: int) -> str:
        """Its characters that are as sure as `doubt` says."""
        return "".join(
            self.copy.text[at] for at in range(self.start, self.stop) if self.copy.doubt[at] == doubt
        )


class Laid:
    """A copy laid against the first."""

    def __init__(self, first: Copy, copy: Copy) -> None:
        self.copy = copy
        self.spans = _tidied(first, copy, align(first.key, copy.key))
        self._starts = [span.a0 for span in self.spans if span.a1 > span.a0]
        self._filled = [span for span in self.spans if span.a1 > span.a0]
        self._inserted = {span.a0: span for span in self.spans if span.a0 == span.a1}

    def reading(self, start: int, stop: int) -> Reading | None:
        """What this copy has for a stretch of the first that is not empty; None where it has no say."""
        head, tail = self._at(start), self._at(stop - 1)
        if head.b0 == head.b1 or tail.b0 == tail.b1:
            return None
        begin = head.b0 + start - head.a0 if head.same else head.b0
        end = tail.b0 + stop - tail.a0 if tail.same else tail.b1
        return Reading(self.copy, begin, end)

    def inserted(self, at: int) -> Reading | None:
        """What it has between two characters of the first: "" where those stand side by side, None where it has no say."""
        if at in self._inserted:
            span = self._inserted[at]
            return Reading(self.copy, span.b0, span.b1)
        if not self._filled or not 0 < at <= self._starts[-1]:
            return None
        before, after = self._at(at - 1), self._at(at)
        if before.same and after.same:
            place = after.b0 + at - after.a0
            return Reading(self.copy, place, place)
        return None

    def _at(self, place: int) -> Span:
        return self._filled[bisect_right(self._starts, place) - 1]

    def differing(self) -> list[tuple[int, int]]:
        """Stretches of the first where this copy has something else or something more."""
        return [(span.a0, span.a1) for span in self.spans if not span.same and span.b1 > span.b0]


def _tidied(first: Copy, copy: Copy, spans: Sequence[Span]) -> list[Span]:
    """Replacements of the same length apart, character by character; what only this copy has at one agreed place."""
    tidy: list[Span] = []
    for span in spans:
        long = span.a1 - span.a0
        if not span.same and long == span.b1 - span.b0:
            tidy += [
                Span(False, span.a0 + n, span.a0 + n + 1, span.b0 + n, span.b0 + n + 1) for n in range(long)
            ]
        else:
            tidy.append(span)
    for number, span in enumerate(tidy):
        if span.a0 == span.a1 and not span.same:
            _slide(first, copy, tidy, number)
    return [span for span in tidy if span.a1 > span.a0 or span.b1 > span.b0]


def _slide(first: Copy, copy: Copy, spans: list[Span], number: int) -> None:
    """Move an insertion that could stand at several places: lines to the start of a line, other text to the left."""
    span = spans[number]
    left = spans[number - 1] if number and spans[number - 1].same else None
    right = spans[number + 1] if number + 1 < len(spans) and spans[number + 1].same else None
    key, other = first.key, copy.key
    lines = "\n" in other[span.b0 : span.b1]
    steps = 0
    while left is not None and span.a0 + steps > left.a0:
        at = span.a0 + steps
        if (lines and _starts_line(key, at, other, span.b1 + steps)) or key[at - 1] != other[
            span.b1 + steps - 1
        ]:
            break
        steps -= 1
    if lines and not _starts_line(key, span.a0 + steps, other, span.b1 + steps):
        steps = 0
        while right is not None and span.a0 + steps < right.a1:
            at = span.a0 + steps
            if _starts_line(key, at, other, span.b1 + steps) or key[at] != other[span.b0 + steps]:
                break
            steps += 1
        if not _starts_line(key, span.a0 + steps, other, span.b1 + steps):
            steps = 0
    if not steps:
        return
    spans[number] = Span(False, span.a0 + steps, span.a1 + steps, span.b0 + steps, span.b1 + steps)
    if right is not None:
        spans[number + 1] = Span(True, right.a0 + steps, right.a1, right.b0 + steps, right.b1)
    elif steps < 0:
        spans.insert(number + 1, Span(True, span.a0 + steps, span.a0, span.b1 + steps, span.b1))
    if left is not None:
        spans[number - 1] = Span(True, left.a0, left.a1 + steps, left.b0, left.b1 + steps)
    elif steps > 0:
        spans.insert(number, Span(True, span.a0, span.a0 + steps, span.b0, span.b0 + steps))


def _starts_line(key: str, at: int, other: str, stop: int) -> bool:
    return (at == 0 or key[at - 1] == "\n") and other[stop - 1] == "\n"


@dataclass(slots=True)
class Woven:
    """A text as it grows, with where its stretches come from."""

    first: Copy
    out: list[str] = field(default_factory=list)
    written: int = 0
    edits: list[Edit] = field(default_factory=list)
    uncertain: list[Uncertain] = field(default_factory=list)
    parts: list[tuple[int, int, int]] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.out)

    def keep(self, start: int, stop: int) -> None:
        """Write a stretch of the first as it is."""
        self.out.append(self.first.text[start:stop])
        self.written += stop - start

    def doubt(self, text: str, came: str, why: str) -> None:
        """Report `text`, which is about to be written for `came`."""
        self.uncertain.append(Uncertain(self.written, len(text), came, text, why))

    def take(self, start: int, stop: int, text: str, number: int, why: str) -> None:
        """Write `text` of another copy for a stretch of the first."""
        came = self.first.text[start:stop]
        self.edits.append(Edit(start, stop - start, came, text, why))
        if text:
            self.parts.append((self.written, len(text), number))
        self.out.append(text)
        self.written += len(text)

    def weave_in(self, at: int, other: Woven, start: int, stop: int, why: str) -> None:
        """Write `other`'s text from `start` to `stop` between two characters of the first."""
        text, moved = other.text[start:stop], self.written - start
        owners = [other.first.number] * len(text)
        for place, length, number in other.parts:
            for near in range(max(place, start), min(place + length, stop)):
                owners[near - start] = number
        begun = 0
        for near in range(1, len(text) + 1):
            if near == len(text) or owners[near] != owners[begun]:
                self.parts.append((self.written + begun, near - begun, owners[begun]))
                begun = near
        self.uncertain += [
            replace(place, at=place.at + moved)
            for place in other.uncertain
            if start <= place.at and place.at + place.len <= stop
        ]
        self.left_out += other.left_out
        self.edits.append(Edit(at, 0, "", text, why))
        self.out.append(text)
        self.written += len(text)
