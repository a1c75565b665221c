"""Days in texts: every spelling is found, what is partly said is completed by the day of publication and never beyond it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.recognition.dates import days_in, number
from tests.apps.newsroom.recognising import said, taken_apart

PUBLISHED = date(2023, 7, 5)  # a Wednesday
REST = "村里的夜校开课了，来了三十多位村民，大家学的是直播和修剪果树，课上到很晚才散，第二天接着上。"
PRINTED = "\n（原载《乡间晚报》2023年7月5日）"
DIGITS = "〇一二三四五六七八九"


def in_han(value: int) -> str:
    """A number up to 31 in Chinese numerals."""
    tens, ones = divmod(value, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


SPELLINGS = [
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{d.year}年{d.month}月{d.day}号",
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: "".join(DIGITS[int(c)] for c in str(d.year)) + f"年{in_han(d.month)}月{in_han(d.day)}日",
    lambda d: f"{d.year}年{d.month}月{d.day}日".translate(
        str.maketrans("0123456789", "０１２３４５６７８９")
    ),
]
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(SPELLINGS), st.sampled_from(["", "去年的事：", "在", "（"]))
def test_a_whole_date_is_found_in_every_spelling(day: date, spelled: object, before: str) -> None:
    """Figures, Chinese numerals, full width, hyphens, points and slashes."""
    words = spelled(day)  # type: ignore[operator]
    text = f"夜校开课了\n{before}{words}，{REST}"
    (guess,) = said(taken_apart(text), "happened_on")
    assert (guess.value, guess.begins, guess.ends) == (day.isoformat(),) * 3
    assert text[guess.at : guess.at + guess.len] == words


@given(st.integers(1, 31))
def test_chinese_numerals_are_read(value: int) -> None:
    """As figures and as numerals a number is the same."""
    assert number(in_han(value)) == number(str(value)) == value


@pytest.mark.parametrize(
    "words",
    [
        "2023年2月30日",
        "2月30日",
        "2023-13-01",
        "13月5日",
        "2023年4月31日",
        "二〇二三年二月三十日",
        "0月3日",
        "2023.07.01.2",
    ],
)
def test_what_the_calendar_has_not_is_no_day(words: str) -> None:
    """Nor is a part of it one."""
    assert days_in(f"{words}，村里开会") == ()


@pytest.mark.parametrize(
    "words",
    ["民国12年7月1日", "农历七月初一", "每年7月1日", "生日前", "7月1日前后的目前", "如今天冷", "比例是3.5"],
)
def test_what_only_looks_like_a_day_is_none(words: str) -> None:
    """Other calendars, every year's day, and words that hold the same characters."""
    assert [found.words for found in days_in(words) if "7月1日" not in words or words[0] in "民每"] == []


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("7月1日", "2023-07-01", "2023-07-01"),
        ("7月1日上午", "2023-07-01", "2023-07-01"),
        ("12月8日", "2022-12-08", "2022-12-08"),
        ("7月6日", "2022-07-06", "2022-07-06"),
        ("7月1日至3日", "2023-07-01", "2023-07-03"),
        ("6月30日至7月2日", "2023-06-30", "2023-07-02"),
        ("2023年6月30日至7月2日", "2023-06-30", "2023-07-02"),
        ("本月3日", "2023-07-03", "2023-07-03"),
        ("上月28日", "2023-06-28", "2023-06-28"),
        ("上月底", "2023-06-25", "2023-06-30"),
        ("今年6月", "2023-06-01", "2023-06-30"),
        ("今年6月18日", "2023-06-18", "2023-06-18"),
        ("去年12月", "2022-12-01", "2022-12-31"),
        ("2023年5月", "2023-05-01", "2023-05-31"),
        ("2023年6月下旬", "2023-06-21", "2023-06-30"),
        ("6月中旬", "2023-06-11", "2023-06-20"),
        ("7月初", "2023-07-01", "2023-07-05"),
        ("昨日", "2023-07-04", "2023-07-04"),
        ("昨天下午", "2023-07-04", "2023-07-04"),
        ("前天", "2023-07-03", "2023-07-03"),
        ("今天上午", "2023-07-05", "2023-07-05"),
        ("上周五", "2023-06-30", "2023-06-30"),
        ("上周", "2023-06-26", "2023-07-02"),
        ("上周末", "2023-07-01", "2023-07-02"),
        ("本周一", "2023-07-03", "2023-07-03"),
        ("本周", "2023-07-03", "2023-07-05"),
        ("春节前夕", "2023-01-12", "2023-01-21"),
        ("“七一”前夕", "2023-06-21", "2023-06-30"),
        ("端午节期间", "2023-06-22", "2023-06-28"),
        ("国庆期间", "2022-10-01", "2022-10-07"),
        ("日前", "2023-06-20", "2023-07-05"),
        ("近日", "2023-06-20", "2023-07-05"),
        ("3日上午", "2023-07-03", "2023-07-03"),
        ("28日", "2023-06-28", "2023-06-28"),
    ],
)
def test_days_are_counted_back_from_the_publication(words: str, first: str, last: str) -> None:
    """To a day where one is meant, else to the span that is meant."""
    found = taken_apart(f"夜校开课了\n{words}，{REST}", published=PUBLISHED)
    (guess,) = said(found, "happened_on")
    assert (guess.begins, guess.ends) == (first, last)
    assert found.happened_on is None or found.happened_on.isoformat() == first
    if first == last:
        assert guess.value == first
        assert found.happened_on is not None


@pytest.mark.parametrize("words", ["7月1日", "本月3日", "今年6月", "昨天", "上周五", "春节前夕", "日前"])
def test_without_a_publication_they_stay_words(words: str) -> None:
    """Weak, with their grounds, and nothing is filled in."""
    found = taken_apart(f"夜校开课了\n{words}，{REST}")
    (guess,) = said(found, "happened_on")
    assert (guess.value, guess.sure, guess.begins) == (words, "weak", "")
    assert found.happened_on is None


PIECES = st.sampled_from(
    re.split(
        r"\s+",
        "7月1日 12月31日 2月29日 1月1日 3日上午， 本月31日 上月底 今年12月 去年2月 昨日 今天 上周日 本周五 本周末 春节前夕"
        " 国庆期间 "
        "元旦当天 日前 近期 12月下旬 5月初 今年春天， 6月30日至7月2日 清明节前夕 “五一”小长假 中秋来临之际 大前天 上上周三",
    )
)


@given(PIECES, st.dates(date(2000, 1, 1), date(2031, 12, 31)))
def test_nothing_is_counted_beyond_the_publication(words: str, published: date) -> None:
    """Neither the first nor the last day; and a day without its year lies at most a year back."""
    for found in days_in(words):
        span = found.span(published)
        if span is not None:
            assert span[0] <= span[1] <= published
            assert found.kind != "part" or published - span[0] <= timedelta(366)


@pytest.mark.parametrize(
    ("text", "happened", "published"),
    [
        ("夜校开课了\n2023-07-05 10:22 来源：乡间晚报\n7月1日，" + REST, "2023-07-01", "2023-07-05"),
        ("夜校开课了\n2024-01-03 08:00 来源：乡间晚报\n12月30日，" + REST, "2023-12-30", "2024-01-03"),
        ("夜校开课了\n2024-01-03 08:00 来源：乡间晚报\n1月2日，" + REST, "2024-01-02", "2024-01-03"),
        ("夜校开课了\n发布时间：2023年7月5日\n日前，" + REST, None, "2023-07-05"),
        ("夜校开课了\n2023年7月5日\n昨天，" + REST, "2023-07-04", "2023-07-05"),
        (
            "夜校开课了\n本报福州7月4日电（记者 张山）昨天，" + REST + PRINTED,
            "2023-07-03",
            "2023-07-05",
        ),
        (
            "夜校开课了\n本报福州7月4日电 村里今天热闹，" + REST + PRINTED,
            "2023-07-04",
            "2023-07-05",
        ),
        ("夜校开课了\n2015年3月1日成立的合作社，于2023年6月8日换届，" + REST, "2023-06-08", None),
        ("夜校开课了\n7月1日，" + REST + "夜校将于2023年9月1日再开一期。", None, None),
        (
            "“七一”前的一课\n2023年7月5日\n“去年7月1日我就想来，那时候没有路，”老人说，" + REST,
            None,
            "2023-07-05",
        ),
        ("夜校开课了\n发布时间：20230705 来源：乡间晚报\n7月1日，" + REST, "2023-07-01", "2023-07-05"),
        (
            "夜校开课了\n更新时间：2023-07-09 发布时间：2023-07-05\n7月1日，" + REST,
            "2023-07-01",
            "2023-07-05",
        ),
        ("夜校开课了\n活动时间：2023年7月1日　地点：村部\n" + REST, "2023-07-01", None),
    ],
)
def test_the_day_it_happened_is_told_from_the_day_it_was_published(
    text: str, happened: str | None, published: str | None
) -> None:
    """Stamps and datelines give the publication; the story gives the day."""
    found = taken_apart(text)
    assert (found.published_on and found.published_on.isoformat()) == published
    assert (found.happened_on and found.happened_on.isoformat()) == happened


def test_a_day_that_is_still_to_come_did_not_happen() -> None:
    """An invitation names a day; nothing happened on it yet."""
    assert said(taken_apart(f"夜校要开课\n夜校将于9月1日开课，{REST}"), "happened_on") == []
