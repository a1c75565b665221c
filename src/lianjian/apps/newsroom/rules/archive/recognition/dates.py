"""Days as reports write them: whole, without the year, or relative to the publication.

Spellings after GB/T 15835-2011 (figures and Chinese numerals) and GB/T 7408 (with hyphens), and what people write beside them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from lianjian.apps.newsroom.rules.archive.recognition.calendar import (
    DAY,
    FESTIVALS,
    Span,
    around_festival,
    day_or_none,
    days_of_month,
    last_such_day,
    month_before,
    not_after,
    week_day,
)

WHOLE, PART, RELATIVE = "whole", "part", "relative"
EXACT, ROUGH, VAGUE = 0, 1, 2

Counted = Callable[[date], Span | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A day as it stands in a line. ``kind`` is whole, part (the year is not said) or relative; ``grain`` exact, rough (part
    of a month, a week) or vague (日前). ``whole`` is the span where it is said in full, else ``counted`` gives it from a
    day of publication, None where no day up to that one fits."""

    at: int
    words: str
    kind: str
    grain: int
    whole: Span | None = None
    counted: Counted | None = None

    def span(self, published: date | None) -> Span | None:
        """The first and the last day that are meant, as far as that is known."""
        if self.whole is not None:
            return self.whole
        if published is None or self.counted is None:
            return None
        return not_after(self.counted(published), published)


_HAN_DIGITS = {"〇": 0, "零": 0, "○": 0, **{digit: n for n, digit in enumerate("一二三四五六七八九", 1)}}
_YEAR = r"(?P<y>(?:19|20)\d\d|[一二][〇零○一二三四五六七八九]{3})"
_NUMBER = r"\d{1,2}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九]|廿[一二三四五六七八九]?|卅一?"
_MONTH = rf"(?P<m>{_NUMBER})"
_DAY = rf"(?P<d>{_NUMBER})"
_TO = r"\s*(?:至|到|—|–|-|~|～)+\s*"
_TAIL = rf"(?:{_TO}(?:(?P<m2>{_NUMBER})\s*月\s*)?(?P<d2>{_NUMBER})\s*[日号])?"
_PART_OF_MONTH = r"(?P<part>上旬|中旬|下旬|初|底|末|中(?!旬|[\u4e00-\u9fff]))"
_NO_LUNAR = r"(?<!农历)(?<!阴历)(?<!旧历)"
_WEEKDAYS = "一二三四五六日"


def number(words: str) -> int:
    """A number up to 39 in figures or Chinese numerals; 0 where it is none."""
    if words.isdigit():
        return int(words)
    words = words.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return _HAN_DIGITS.get(words, 0)
    return 10 * (_HAN_DIGITS.get(tens, 0) if tens else 1) + (_HAN_DIGITS.get(ones, 0) if ones else 0)


def _year(words: str) -> int:
    return int(words) if words.isdigit() else int("".join(str(_HAN_DIGITS[digit]) for digit in words))


def _to_last(found: re.Match[str], first: date) -> Span:
    groups = found.groupdict()
    if not groups.get("d2"):
        return first, first
    month = number(groups["m2"]) if groups.get("m2") else first.month
    last = day_or_none(first.year, month, number(groups["d2"]))
    return (first, last) if last and last >= first else (first, first)


def _whole(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    first = day_or_none(_year(found["y"]), number(found["m"]), number(found["d"]))
    return (None if first is None else _to_last(found, first)), None


def _part(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    month, day = number(found["m"]), number(found["d"])
    if day_or_none(2024, month, day) is None:  # a leap year: what it has not, no year has
        return None, None

    def counted(published: date) -> Span | None:
        first = last_such_day(month, day, published)
        return None if first is None else _to_last(found, first)

    return None, counted


def _month_of_year(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    return days_of_month(_year(found["y"]), number(found["m"]), found["part"] or ""), None


_YEARS_BACK = {"今年": 0, "本年": 0, "去年": 1, "前年": 2}


def _of_named_year(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    month, day = number(found["m"]), number(found["d"] or "")

    def counted(published: date) -> Span | None:
        year = published.year - _YEARS_BACK[found["back"]]
        if not day:
            return days_of_month(year, month, found["part"] or "")
        first = day_or_none(year, month, day)
        return None if first is None else _to_last(found, first)

    valid = day_or_none(2024, month, day or 1)
    return None, counted if valid else None


_PARTS_OF_YEAR = {"初": (1, 2), "中": (6, 7), "底": (12, 12), "末": (12, 12)}


def _part_of_year(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    first, last = _PARTS_OF_YEAR[found["part"]]

    def counted(published: date) -> Span | None:
        year = published.year - _YEARS_BACK[found["back"]]
        begins, ends = days_of_month(year, first, ""), days_of_month(year, last, "")
        return (begins[0], ends[1]) if begins and ends else None

    return None, counted


def _part_of_month(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    month, part = number(found["m"]), found["part"] or ""

    def counted(published: date) -> Span | None:
        for year in (published.year, published.year - 1):
            if kept := not_after(days_of_month(year, month, part), published):
                return kept
        return None

    return None, counted if 1 <= month <= 12 else None  # noqa: PLR2004 - the calendar


def _this_month(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    day = number(found["d"] or "")
    last = "上" in found["which"]

    def counted(published: date) -> Span | None:
        year, month = month_before(published) if last else (published.year, published.month)
        if not day:
            return days_of_month(year, month, found["part"] or "")
        first = day_or_none(year, month, day)
        return None if first is None else _to_last(found, first)

    return None, counted


def _day_of_month(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    day = number(found["d"])

    def counted(published: date) -> Span | None:
        for year, month in ((published.year, published.month), month_before(published)):
            first = day_or_none(year, month, day)
            if first and first <= published:
                return first, first
        return None

    return None, counted if 1 <= day <= 31 else None  # noqa: PLR2004 - the calendar


def _days_back(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    back = {"大": 3, "前": 2, "昨": 1, "今": 0}[found[0][0]]
    return None, lambda published: (published - back * DAY, published - back * DAY)


def _week(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    back = found["which"].count("上")
    day = found["wd"]
    weekday = None if not day else 7 if day == "末" else _WEEKDAYS.index(day.replace("天", "日"))
    return None, partial(week_day, weeks_back=back, weekday=weekday)


def _recently(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    back = 31 if found[0] in {"近期", "前不久", "不久前", "最近", "近来"} else 15
    return None, lambda published: (published - back * DAY, published)


def _season(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    month = {"春": 3, "夏": 6, "秋": 9, "冬": 12}[found["s"]]
    back = 1 if found[0][0] == "去" else 0

    def counted(published: date) -> Span | None:
        first = date(published.year - back, month, 1)
        following = (first + 92 * DAY).replace(day=1)
        return first, following - DAY

    return None, counted


def _festival(found: re.Match[str]) -> tuple[Span | None, Counted | None]:
    return None, lambda published: around_festival(found["f"], found["when"] or "", published)


_Read = Callable[[re.Match[str]], tuple[Span | None, Counted | None]]
_SPELLINGS: list[tuple[re.Pattern[str], str, int, _Read]] = [
    (re.compile(rf"(?<!\d){_YEAR}\s*年\s*{_MONTH}\s*月\s*{_DAY}\s*[日号]{_TAIL}"), WHOLE, EXACT, _whole),
    (
        re.compile(
            r"(?<![\d./-])(?P<y>(?:19|20)\d\d)\s*(?P<sep>[-./])\s*(?P<m>\d{1,2})\s*(?P=sep)\s*(?P<d>\d{1,2})(?!\d|[./-]\d)"
        ),
        WHOLE,
        EXACT,
        _whole,
    ),
    (
        re.compile(rf"(?<!\d){_YEAR}\s*年\s*{_MONTH}\s*月\s*{_DAY}(?![\d日号旬十百千万余多个名人位户])"),
        WHOLE,
        EXACT,
        _whole,
    ),
    (
        re.compile(
            rf"(?P<back>今年|本年|去年|前年)\s*{_MONTH}\s*月(?:{_DAY}\s*[日号]{_TAIL}|{_PART_OF_MONTH})?(?!以来)(?!份以来)"
        ),
        RELATIVE,
        EXACT,
        _of_named_year,
    ),
    (
        re.compile(
            rf"{_NO_LUNAR}(?<![年\d.一二三四五六七八九十])(?P<m>{_NUMBER})\s*月\s*{_DAY}\s*[日号]{_TAIL}"
        ),
        PART,
        EXACT,
        _part,
    ),
    (
        re.compile(
            rf"(?<!\d){_YEAR}\s*年\s*{_MONTH}\s*月{_PART_OF_MONTH}?(?!\s*(?:{_NUMBER})\s*[日号])(?!以来)"
        ),
        WHOLE,
        ROUGH,
        _month_of_year,
    ),
    (
        re.compile(
            rf"(?P<which>本月|当月|上个?月)(?:{_DAY}\s*[日号]{_TAIL}|{_PART_OF_MONTH})?(?!以来|起|度|光)"
        ),
        RELATIVE,
        EXACT,
        _this_month,
    ),
    (
        re.compile(
            rf"{_NO_LUNAR}(?<![年\d个一二三四五六七八九十]){_MONTH}\s*月(?:{_PART_OF_MONTH}|份)(?!以来)"
        ),
        PART,
        ROUGH,
        _part_of_month,
    ),
    (
        re.compile(
            r"大前天|(?<!大)前天|(?<![目以之生当此提年])前日(?![子益])|昨[天日晚夜晨]|(?<!如)今[天日晨早晚夜](?!后|非昔)"
        ),
        RELATIVE,
        EXACT,
        _days_back,
    ),
    (
        re.compile(
            r"(?P<which>上上个?(?:周|星期)|上个?(?:周|星期)|本周|这周|本星期|这个?星期)(?P<wd>[一二三四五六日天末])?"
        ),
        RELATIVE,
        EXACT,
        _week,
    ),
    (
        re.compile(
            rf"[“\"]?(?P<f>{'|'.join(FESTIVALS)})[”\"]?(?:节)?"
            r"(?P<when>前夕|期间|假期|小?长假|来临之际|到来之际|将至|临近|过后|当天|当日|前(?=[，,一两几])|后(?=[，,]))"
        ),
        RELATIVE,
        ROUGH,
        _festival,
    ),
    (
        re.compile(
            rf"(?:^|(?<=[，。；：）)\s、于电讯者]))(?P<d>\d{{1,2}})[日号](?:{_TO}(?P<d2>\d{{1,2}})[日号])?"
            r"(?=[，,上下晚早凌傍当夜中]|举|召|在|从)"
        ),
        PART,
        EXACT,
        _day_of_month,
    ),
    (re.compile(r"(?P<back>今年|去年|前年)年?(?P<part>[初中底末])(?!以来)"), RELATIVE, ROUGH, _part_of_year),
    (
        re.compile(r"(?:今年?|去年?)(?P<s>[春夏秋冬])[天季]?(?!节)(?=[，以,来初末起]|$)"),
        RELATIVE,
        ROUGH,
        _season,
    ),
    (
        re.compile(
            r"(?<![\d一二三四五六七八九十生节当今每假即])日前|近日(?!点)|近期|不久前|前不久|连日来|这几天|前几天|前些天|前些日子|最近(?=[，,几一两])|近来"
        ),
        RELATIVE,
        VAGUE,
        _recently,
    ),
]


_NEEDED = (
    *(
        "年",
        "-./",
        "年",
        "年",
        "月",
        "年",
        "月",
        "月",
        "天日晚夜晨早",
        "周期",
        "节夕一三四五六七八十庆旦秋午宵阳明",
        "日号",
    ),
    *("年", "春夏秋冬", "日期久前天来近"),
)
"""One of these characters stands in each spelling above: a line without it need not be searched."""


@lru_cache(maxsize=64)
def days_in(line: str) -> tuple[Said, ...]:
    """Every day said in a line (with half-width figures), in order. What the calendar has not (2月30日) is none."""
    found: list[Said] = []
    covered: list[tuple[int, int]] = []
    for needed, (pattern, kind, grain, read) in zip(_NEEDED, _SPELLINGS, strict=True):
        if not any(mark in line for mark in needed):
            continue
        for match in pattern.finditer(line):
            start, end = match.span()
            if any(start < there_end and there_start < end for there_start, there_end in covered):
                continue
            covered.append((start, end))  # an impossible day is none, and no part of it is one either
            whole, counted = read(match)
            if whole is None and counted is None:
                continue
            rough = grain == EXACT and whole is None and not _names_a_day(match)
            found.append(Said(start, match[0], kind, ROUGH if rough else grain, whole, counted))
    return tuple(sorted(found, key=lambda said: said.at))


def _names_a_day(match: re.Match[str]) -> bool:
    groups = match.groupdict()
    return not ({"d", "wd"} & set(groups)) or bool(groups.get("d") or groups.get("wd"))
