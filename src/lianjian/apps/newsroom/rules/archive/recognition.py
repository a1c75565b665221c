"""What stands where in an archived text. Everything found here is a guess with its grounds, for an editor to take over.

Layout rules of Chinese news copy: the headline stands first and ends without a full stop; a caption is a short line
without one between paragraphs; names in brackets close the text; the day and the place open it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from lianjian.apps.newsroom.rules.drafts import LINE_LIMIT, TITLE_LIMIT, DraftBlock
from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SURE, LIKELY, WEAK = "sure", "likely", "weak"
WHY_FORMAT = gettext_noop("The file itself marks it so.")
WHY_FIRST_LINE = gettext_noop("The first line is short and ends without a full stop.")
WHY_NO_HEADLINE = gettext_noop("The text has no headline; this clause says most of what the text is about.")
WHY_SHORT_LINE = gettext_noop("A short line without a full stop between paragraphs: a caption as a rule.")
WHY_NUMBERED = gettext_noop("A short numbered line.")
WHY_BRACKETS = gettext_noop("Names in brackets close the text.")
WHY_LABELLED = gettext_noop("The text names it with a label.")
WHY_WHOLE_DATE = gettext_noop("A whole date stands in the text.")
WHY_PART_DATE = gettext_noop("The year is not said.")
WHY_RELATIVE = gettext_noop("The day is only said relative to a publication that is not dated.")
WHY_UNIQUE_VILLAGE = gettext_noop("The text names county and village, and one division fits.")
WHY_SEVERAL_VILLAGES = gettext_noop("The text names a village, but several divisions fit.")
WHY_COUNTY = gettext_noop("Only the county is named.")

_FULL_STOP = "。！？；：，、!?;:,…”’"
_SHORT = 42
_NUMBERED = re.compile(
    r"^([一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.、．]\s*\D)"
)
_NAME = r"[\u4e00-\u9fff·]{2,4}"
_ROLE = (
    r"(?:(?:本报|本网|特约)?(?:记者|通讯员|实习生|编辑|作者|摄影|文/图|文|图|摄|整理|供稿|供图)[:：/]?\s*)"
)
_BYLINE = re.compile(
    rf"[（(]\s*({_ROLE}?{_NAME}(?:[\s　、,，/]+{_ROLE}?{_NAME}){{0,7}}\s*(?:文/?图|摄|报道)?)\s*[）)]\s*$"
)
_BYLINE_LABEL = re.compile(
    rf"^(?:作者|记者|撰稿|文/图|供稿)[:： ]\s*({_NAME}(?:[\s　、,，/]+{_NAME}){{0,7}})$"
)
_SOURCE_LABEL = re.compile(r"(?:^|[（(])(?:稿件)?来源[:：]\s*([^\s）)|]{2,40})")
_WHOLE_DATE = re.compile(r"((?:19|20)\d\d)\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?")
_PART_DATE = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_RELATIVE = re.compile(
    r"日前|近日|近期|昨日|昨天|今日|今天|前不久|连日来|上周|本周|今年\d{0,2}月?|去年\d{0,2}月?"
)
_OPENING = 400
"""Day and place are looked for in this many characters at the beginning."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A value recognised for ``field``. ``sure`` is sure, likely or weak, ``why`` a msgid; ``line`` the line it came from
    (-1 where it is made of several)."""

    field: str
    value: str
    sure: str
    why: str
    line: int = -1

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A text taken apart: the title, the blocks that remain, and every guess that was made."""

    title: str
    byline: str
    source: str
    happened_on: date | None
    division: str
    blocks: tuple[DraftBlock, ...]
    guesses: tuple[Guess, ...]


class Gazetteer(Protocol):
    """Knows the divisions of the province."""

    def counties(self) -> Mapping[str, str]:
        """Codes of counties and districts by name."""

    def villages(self, county: str, name: str) -> Sequence[tuple[str, str]]:
        """(code, path) of the villages called ``name`` in the county with that code."""


def recognise(text: str, hints: Mapping[int, str], gazetteer: Gazetteer) -> Recognised:
    """Take a repaired text in house style apart. ``hints`` says what the format calls a line, by number."""
    lines = text.split("\n")
    kinds = {number: kind for number, kind in hints.items() if number < len(lines)}
    guesses: list[Guess] = []
    byline, lines = _take_byline(lines, guesses)
    source, lines = _take_source(lines, guesses)
    title, taken = _find_title(lines, kinds, guesses)
    happened_on = _find_day(text, guesses)
    division = _find_place(text, gazetteer, guesses)
    blocks = _blocks(lines, kinds, taken, guesses)
    return Recognised(
        title[:TITLE_LIMIT],
        byline[:LINE_LIMIT],
        source[:LINE_LIMIT],
        happened_on,
        division,
        blocks,
        tuple(guesses),
    )


def _take_byline(lines: list[str], guesses: list[Guess]) -> tuple[str, list[str]]:
    """Names that close the text; they leave it, for the byline has a place of its own."""
    for number in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        if found := _BYLINE.search(lines[number]):
            names = " ".join(re.split(r"[\s　、,，]+", found[1].strip()))
            guesses.append(Guess("byline", names, LIKELY, WHY_BRACKETS, number))
            rest = [*lines]
            rest[number] = lines[number][: found.start()].rstrip()
            return names, rest
    for number in (*range(min(4, len(lines))), *range(max(0, len(lines) - 3), len(lines))):
        if found := _BYLINE_LABEL.match(lines[number].strip()):
            names = " ".join(re.split(r"[\s　、,，]+", found[1].strip()))
            guesses.append(Guess("byline", names, LIKELY, WHY_LABELLED, number))
            return names, [*lines[:number], "", *lines[number + 1 :]]
    return "", lines


def _take_source(lines: list[str], guesses: list[Guess]) -> tuple[str, list[str]]:
    for number, line in enumerate(lines):
        found = _SOURCE_LABEL.search(line)
        if found and len(line) < 2 * _SHORT:
            guesses.append(Guess("source", found[1], LIKELY, WHY_LABELLED, number))
            return found[1], [*lines[:number], "", *lines[number + 1 :]]
    return "", lines


def _find_title(lines: list[str], kinds: Mapping[int, str], guesses: list[Guess]) -> tuple[str, int]:
    """The title and the number of the line it takes away (-1 where it was made of the text)."""
    for number, kind in kinds.items():
        if kind == "title" and lines[number].strip():
            guesses.append(Guess("title", lines[number], LIKELY, WHY_FORMAT, number))
            return lines[number], number
    filled = [number for number, line in enumerate(lines) if line.strip()]
    first = filled[0] if filled else -1
    if len(filled) > 1 and _is_short_line(lines[first]) and len(lines[filled[1]]) > len(lines[first]):
        guesses.append(Guess("title", lines[first], LIKELY, WHY_FIRST_LINE, first))
        return lines[first], first
    title = _telling_clause("\n".join(lines))
    guesses.append(Guess("title", title, WEAK, WHY_NO_HEADLINE))
    return title, -1


def _telling_clause(text: str) -> str:
    """The clause of the opening sentences whose pairs of characters come back most often in the text."""
    pairs = Counter(text[at : at + 2] for at in range(len(text) - 1))
    opening = re.split(r"(?<=[。！？])|\n", text.strip())[:2]
    clauses: list[str] = []
    for sentence in opening:
        plain = re.sub(r"（[^（）]*）|^(?:据了解|据悉|日前|近日)[，,]?", "", sentence)
        clauses += [part.strip(" 　。！？；") for part in re.split(r"[，；。！？]", plain)]
    fitting = [clause for clause in clauses if 8 <= len(clause) <= 30]  # noqa: PLR2004 - the length of a headline
    if not fitting:
        return (clauses[0] if clauses else text.strip())[:30] or text.strip()[:30]

    def weight(clause: str) -> float:
        inside = {clause[at : at + 2] for at in range(len(clause) - 1)}
        return sum(pairs[pair] - 1 for pair in inside) / len(inside) + len(clause) / 20

    return max(fitting, key=weight)


def _is_short_line(line: str) -> bool:
    line = line.strip()
    return 0 < len(line) <= _SHORT and line[-1] not in _FULL_STOP


def _blocks(
    lines: list[str], kinds: Mapping[int, str], taken: int, guesses: list[Guess]
) -> tuple[DraftBlock, ...]:
    """The body. A caption becomes the place of a picture that is still to be found."""
    blocks: list[DraftBlock] = []
    filled = [number for number, line in enumerate(lines) if line.strip() and number != taken]
    for number in filled:
        line = lines[number].strip()
        kind = kinds.get(number, "")
        if kind == "heading" or (not kind and _is_short_line(line) and _NUMBERED.match(line)):
            guesses.append(Guess("heading", line, LIKELY, WHY_FORMAT if kind else WHY_NUMBERED, number))
            blocks.append(DraftBlock("heading", line))
        elif kind == "caption" or (not kind and _is_short_line(line) and number != filled[-1]):
            why = WHY_FORMAT if kind else WHY_SHORT_LINE
            guesses.append(Guess("caption", line, LIKELY if kind else WEAK, why, number))
            blocks.append(DraftBlock("picture", caption=line))
        else:
            blocks.append(DraftBlock("paragraph", line))
    return tuple(blocks)


def _find_day(text: str, guesses: list[Guess]) -> date | None:
    """The day it happened, where the opening states it whole; else what the opening says, as a guess only."""
    opening = text[:_OPENING]
    for found in _WHOLE_DATE.finditer(opening):
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            continue
        guesses.append(Guess("happened_on", day.isoformat(), LIKELY, WHY_WHOLE_DATE))
        return day
    if part := _PART_DATE.search(opening):
        guesses.append(Guess("happened_on", part[0], WEAK, WHY_PART_DATE))
    elif relative := _RELATIVE.search(opening):
        guesses.append(Guess("happened_on", relative[0], WEAK, WHY_RELATIVE))
    return None


_VILLAGE = re.compile(r"(?:([\u4e00-\u9fff]{1,6}?)(?:镇|乡|街道))?([\u4e00-\u9fff]{1,6}?(?:村|社区))")


def _find_place(text: str, gazetteer: Gazetteer, guesses: list[Guess]) -> str:
    """The division code of the place, "" where none is certain enough to be filled in."""
    counties = gazetteer.counties()
    named: list[tuple[int, str, str]] = []
    for name, code in counties.items():
        at = text.find(name)
        while at >= 0:
            named.append((at, name, code))
            at = text.find(name, at + 1)
    several = ""
    for at, name, code in sorted(named)[:40]:
        found = _VILLAGE.match(text, at + len(name))
        if not found:
            continue
        town, village = found[1] or "", found[2]
        fits = [(c, path) for c, path in gazetteer.villages(code, village) if town in path]
        if len(fits) == 1:
            guesses.append(Guess("division", fits[0][0], SURE, WHY_UNIQUE_VILLAGE))
            return fits[0][0]
        if fits and not several:
            several = " / ".join(path for _, path in fits[:4])
    if several:
        guesses.append(Guess("division", several, WEAK, WHY_SEVERAL_VILLAGES))
        return ""
    if named:
        guesses.append(Guess("division", min(named)[2], WEAK, WHY_COUNTY))
    return ""
