"""The day it happened, apart from the day it was published. A day without its year, or one like 昨日, becomes a date only
where a whole date of publication is known; it never lies after that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.archive.recognition.calendar import DAY
from lianjian.apps.newsroom.rules.archive.recognition.dates import EXACT, PART, RELATIVE, WHOLE, Said, days_in
from lianjian.apps.newsroom.rules.archive.recognition.guesses import (
    LIKELY,
    WEAK,
    WHY_COUNTED,
    WHY_PART_DATE,
    WHY_RELATIVE,
    WHY_WHOLE_DATE,
    WHY_YEAR_FOLLOWS,
    Guess,
)
from lianjian.apps.newsroom.rules.archive.recognition.sheets import SHORT, plainly

if TYPE_CHECKING:
    from datetime import date

    from lianjian.apps.newsroom.rules.archive.recognition.calendar import Span
    from lianjian.apps.newsroom.rules.archive.recognition.sheets import Line, Sheet
    from lianjian.apps.newsroom.rules.archive.recognition.stamps import Stamp

_OPENING = 900
"""The day is looked for in this many characters of the body."""

_LONGEST_LINE = 4 * _OPENING
"""Of one line; a text of one line is no reason to search a whole book for days."""

_OF_HEAD = 3
"""The place of a day in the headline, as 0 is that of the first paragraph."""

_COMING = re.compile(r"(?:将于?|将在|拟于?|定于|计划于?|预计|截止|截至|报名至|持续到)\s*$")
_PAST = re.compile(
    r"(?:自从?|从|建于|始建于|成立于|生于|出生于|创办于|创建于|早在|追溯到|原定于?|首届于|持续至)\s*$"
)
_PAST_AFTER = re.compile(
    r"^(?:以来|起(?!草)|之前|前(?!夕|往|来)|成立|出生|建成|首次|印发|出台|施行|实施|注册)"
)
_LONG_AGO = 400 * DAY


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: int
    line: Line
    said: Said
    span: Span | None
    close: bool


def find_day(sheet: Sheet, head: frozenset[int], stamp: Stamp, guesses: list[Guess]) -> date | None:
    """The day it happened where it is certain enough to be filled in; what else the text says is told as a guess."""
    candidates = _candidates(sheet, head, stamp)
    if not candidates:
        return None
    best = min(candidates, key=lambda one: one.rank)
    if best.rank >= 200:  # noqa: PLR2004 - something that is still to come
        return None
    guess, day = _judged(best, stamp)
    guesses.append(guess)
    return day


def _candidates(sheet: Sheet, head: frozenset[int], stamp: Stamp) -> list[_Candidate]:
    out: list[_Candidate] = []
    seen = paragraphs = 0
    for line in sheet.lines:
        if not sheet.rest(line) and line.number not in head:
            continue
        if seen > _OPENING:
            break
        body = line.number not in head and len(line.text) > SHORT
        bucket = min(paragraphs, 2) if line.number not in head else _OF_HEAD
        paragraphs += body
        seen += len(line.text)
        for said in days_in(line.plain[:_LONGEST_LINE]):
            if (
                (sheet.is_cut(line, said.at) and line.number not in head)
                or _is_quoted(line.text, said.at)
                or _is_sending(stamp, said, line, bucket)
            ):
                continue
            if (line.at + said.at) in stamp.told:
                continue
            span = said.span(_base(stamp))
            if span is None and said.kind != WHOLE and stamp.published_on is not None:
                continue  # it lies after the publication
            rank = _rank(line, said, span, bucket, stamp)
            out.append(
                _Candidate(
                    rank, line, said, span, bucket <= 1 or (bucket == _OF_HEAD and said.kind != RELATIVE)
                )
            )
    return out


def _is_sending(stamp: Stamp, said: Said, line: Line, bucket: int) -> bool:
    """The day in the dateline says when the report was sent; it happened then only if no other day is said."""
    sent = stamp.sent
    if sent is None or bucket or said.at != sent.at or said.words != sent.words:
        return False
    return any(other.at > said.at for other in days_in(line.plain[:_LONGEST_LINE]))


def _base(stamp: Stamp) -> date | None:
    """The day from which 昨日 is counted: that on which the report was sent, else that of its publication."""
    if stamp.sent is not None and (span := stamp.sent.span(stamp.published_on)):
        return min(span[0], stamp.published_on or span[0])
    return stamp.published_on


def _is_quoted(text: str, at: int) -> bool:
    """Inside somebody's words or the name of a work a day is said by somebody else, at another time."""
    before = text[:at]
    if before.count("《") > before.count("》"):
        return True
    opened = before.rfind("“")
    closed = text.find("”", at)
    return opened > before.rfind("”") and (closed < 0 or closed - opened > 12)  # noqa: PLR2004 - not a name in quotation


def _rank(line: Line, said: Said, span: Span | None, bucket: int, stamp: Stamp) -> int:
    rank = 10 * said.grain
    rank += {0: 0, 1: 2, 2: 25, 3: 3}[bucket]
    end = said.at + len(said.words)
    before, after = plainly(line.text[max(0, said.at - 6) : said.at]), plainly(line.text[end : end + 6])
    if _COMING.search(before):
        rank += 200
    if _PAST.search(before) or _PAST_AFTER.match(after):
        rank += 100
    if stamp.published_on is not None and span is not None and said.kind == WHOLE:
        if span[0] > stamp.published_on:
            rank += 200
        elif stamp.published_on - span[1] > _LONG_AGO:
            rank += 100
    return rank


def _judged(best: _Candidate, stamp: Stamp) -> tuple[Guess, date | None]:
    said, span = best.said, best.span
    firm = best.close and best.rank < 100  # noqa: PLR2004 - nothing speaks against it
    value = said.words
    sure, why = WEAK, {WHOLE: WHY_WHOLE_DATE, PART: WHY_PART_DATE}.get(said.kind, WHY_RELATIVE)
    day = None
    if span is not None:
        if said.kind != WHOLE:
            why = WHY_YEAR_FOLLOWS if said.kind == PART else WHY_COUNTED
        one_day = span[0] == span[1] or said.grain == EXACT
        if one_day:
            value = span[0].isoformat()
        if one_day and firm and (said.kind == WHOLE or stamp.firm):
            sure, day = LIKELY, span[0]
    guess = Guess(
        "happened_on",
        value,
        sure,
        why,
        best.line.number,
        best.line.at + said.at,
        len(said.words),
        span[0].isoformat() if span else "",
        span[1].isoformat() if span else "",
    )
    return guess, day
