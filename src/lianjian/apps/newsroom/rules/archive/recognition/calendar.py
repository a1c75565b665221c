"""Days, months, weeks and festivals counted back from a day of publication. Nothing here reaches beyond that day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from lianjian.apps.newsroom.rules.archive.recognition.vocabulary import (
    DOUBLE_NINTH,
    DRAGON_BOAT,
    MID_AUTUMN,
    SPRING_FESTIVAL,
)

DAY = timedelta(days=1)

Span = tuple[date, date]
"""First and last day."""

_FIXED = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "妇女节": (3, 8),
    "植树节": (3, 12),
    "五一": (5, 1),
    "劳动节": (5, 1),
    "五四": (5, 4),
    "青年节": (5, 4),
    "六一": (6, 1),
    "儿童节": (6, 1),
    "七一": (7, 1),
    "建党节": (7, 1),
    "八一": (8, 1),
    "建军节": (8, 1),
    "教师节": (9, 10),
    "国庆节": (10, 1),
    "国庆": (10, 1),
    "十一": (10, 1),
}
_LUNAR = {
    "春节": (SPRING_FESTIVAL, 0),
    "除夕": (SPRING_FESTIVAL, -1),
    "元宵节": (SPRING_FESTIVAL, 14),
    "元宵": (SPRING_FESTIVAL, 14),
    "端午节": (DRAGON_BOAT, 0),
    "端午": (DRAGON_BOAT, 0),
    "中秋节": (MID_AUTUMN, 0),
    "中秋": (MID_AUTUMN, 0),
    "重阳节": (DOUBLE_NINTH, 0),
    "重阳": (DOUBLE_NINTH, 0),
}
FESTIVALS = sorted([*_FIXED, *_LUNAR, "清明节", "清明"], key=len, reverse=True)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, None where the calendar has none."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def not_after(span: Span | None, published: date) -> Span | None:
    """The part of a span that lies not after ``published``, None where there is none."""
    if span is None or span[0] > published:
        return None
    return span[0], min(span[1], published)


def last_such_day(month: int, day: int, published: date) -> date | None:
    """The nearest day with this month and day that is not after ``published``, at most a year back."""
    for year in (published.year, published.year - 1):
        found = day_or_none(year, month, day)
        if found and found <= published <= found + 366 * DAY:
            return found
    return None


def days_of_month(year: int, month: int, part: str = "") -> Span | None:
    """A month or its part: 初, 上旬, 中旬, 下旬, 底 …"""
    if not 1 <= month <= 12 or not 1 <= year <= 9999:  # noqa: PLR2004 - the calendar
        return None
    end = calendar.monthrange(year, month)[1]
    first, last = {
        "初": (1, 5),
        "上旬": (1, 10),
        "中旬": (11, 20),
        "中": (11, 20),
        "下旬": (21, end),
        "底": (end - 5, end),
        "末": (end - 5, end),
    }.get(part, (1, end))
    return date(year, month, first), date(year, month, last)


def month_before(day: date) -> tuple[int, int]:
    """Year and month before the month of ``day``."""
    return (day.year - 1, 12) if day.month == 1 else (day.year, day.month - 1)


def week_day(published: date, weeks_back: int, weekday: int | None) -> Span:
    """A week counted from Monday, or one of its days (0 Monday to 6 Sunday; 7 is the weekend)."""
    monday = published - DAY * (published.weekday() + 7 * weeks_back)
    if weekday is None:
        return monday, monday + 6 * DAY
    if weekday == 7:  # noqa: PLR2004 - see above
        return monday + 5 * DAY, monday + 6 * DAY
    return monday + weekday * DAY, monday + weekday * DAY


def festival(name: str, year: int) -> date | None:
    """The first day of a festival. None outside the years that are known for lunar ones."""
    if name in _FIXED:
        return date(year, *_FIXED[name])
    if not 2000 <= year <= 2030:  # noqa: PLR2004 - the tables above
        return None
    short = year - 2000
    if name.startswith("清明"):  # the usual formula for the solar term in this century
        return date(year, 4, int(short * 0.2422 + 4.81) - short // 4)
    table, later = _LUNAR[name]
    return date(year, int(table[short][:2]), int(table[short][2:])) + later * DAY


def around_festival(name: str, when: str, published: date) -> Span | None:
    """The days that 前夕, 期间 … of the nearest such festival mean, not after ``published``."""
    for year in (published.year + 1, published.year, published.year - 1):
        day = festival(name, year)
        if day is None:
            continue
        if when in {"前夕", "前", "来临之际", "到来之际", "临近", "将至"}:
            span = (day - 10 * DAY, day - DAY)
        elif when in {"期间", "假期", "长假", "小长假"}:
            span = (day, day + 6 * DAY)
        elif when in {"后", "过后"}:
            span = (day + DAY, day + 10 * DAY)
        else:
            span = (day, day)
        if kept := not_after(span, published):
            return kept
    return None
