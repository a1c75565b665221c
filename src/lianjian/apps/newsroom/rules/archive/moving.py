"""Places of one text found again in another that was made of it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from huanyuan.aligning import align

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a stretch lies now. ``same``: no edit touched it."""

    at: int
    length: int
    same: bool


def through_edits(edits: Sequence[Mapping[str, Any]], at: int, length: int) -> Moved:
    """A stretch of the text before ``edits`` (huanyuan's, in order), in the text after them. What edits touch grows to
    hold them whole."""
    start, stop, moved, same = at, at + length, 0, True
    begin, end = start, stop
    shift_begin = shift_end = 0
    for edit in edits:
        edit_at, edit_stop = edit["at"], edit["at"] + edit["len"]
        grown = len(edit["to"]) - edit["len"]
        if edit_stop <= start:
            moved += grown
            shift_begin = shift_end = moved
        elif edit_at < stop:
            same = False
            begin, end = min(begin, edit_at), max(end, edit_stop)
            moved += grown
            shift_end = moved
    return Moved(begin + shift_begin, end + shift_end - begin - shift_begin, same)


def edits_between(before: str, after: str, why: str) -> list[dict[str, Any]]:
    """Edits, as huanyuan tells them, that make ``after`` of ``before``."""
    return [
        {
            "at": span.a0,
            "len": span.a1 - span.a0,
            "from": before[span.a0 : span.a1],
            "to": after[span.b0 : span.b1],
            "why": why,
        }
        for span in align(before, after)
        if not span.same
    ]


def hints_again(guesses: Iterable[Mapping[str, Any]], before: str, after: str) -> dict[int, str]:
    """What lines of ``after`` are, by what those of ``before`` were recognised as: titles, headings and captions."""
    spans = [span for span in align(before, after) if span.same]
    starts = [span.a0 for span in spans]
    offsets, at = [], 0
    for line in before.split("\n"):
        offsets.append(at)
        at += len(line) + 1
    hints: dict[int, str] = {}
    for guess in guesses:
        kind, number = guess.get("field"), guess.get("line", -1)
        if kind == "title" and guess.get("sure") == "weak":
            continue  # a clause of the text, not a line of its own
        if kind not in {"title", "heading", "caption"} or not 0 <= number < len(offsets):
            continue
        # the middle of the line: its ends may have been mended
        length = len(before.split("\n")[number])
        middle = offsets[number] + length // 2
        index = bisect_right(starts, middle) - 1
        if index >= 0 and middle < spans[index].a1:
            there = spans[index].b0 + middle - spans[index].a0
            hints[after.count("\n", 0, there)] = str(kind)
    return hints
