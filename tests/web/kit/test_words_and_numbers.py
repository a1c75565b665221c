"""How the kit breaks a headline and says a share and a date."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from lianjian.web.kit.phrases import phrases
from lianjian.web.kit.templatetags.measures import span_name


def drawn(source: str, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        return Template("{% load i18n kit %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("title", "whole"),
    [
        ("闽山促进会、山海新闻与张洋村共联共建协议", "张洋村"),
        ("闽山促进会、山海新闻与兰石村共联共建协议", "兰石村"),
        ("山海新闻与黄龙村共联共建协议", "黄龙村"),
        ("涵江区新县镇的秋茶卖得比去年好多了", "新县镇"),
    ],
)
def test_a_village_keeps_its_name_in_one_line(title: str, whole: str) -> None:
    """No break before 村, 镇 and their like, whether the dictionary knows the place or guesses at it."""
    cut = phrases(title)
    assert "".join(cut) == title
    assert [part for part in cut if whole in part]
    assert not [part for part in cut if part[0] in "村镇"]


def test_words_that_begin_like_a_place_are_words() -> None:
    """村里人 may open a phrase."""
    assert phrases("秋茶头一回由村里人定价") == ("秋茶头一回", "由村里人定价")


@pytest.mark.parametrize(
    ("share", "places", "said"),
    [
        (Fraction(2, 3), 0, "67%"),
        (Fraction(1, 8), 0, "13%"),
        (Fraction(999, 1000), 0, "99%"),
        (Fraction(1, 1000), 0, "1%"),
        (Fraction(99999, 100000), 1, "99.9%"),
        (0.00001, 2, "0.01%"),
        (Fraction(1), 0, "100%"),
        (Fraction(0), 1, "0.0%"),
        (None, 0, "None"),
    ],
)
def test_a_share_is_rounded_half_up_and_all_means_all(
    share: Fraction | float | None, places: int, said: str
) -> None:
    """100 % only where none is missing, 0 % only where there is none."""
    assert drawn("{{ share|percent:places }}", share=share, places=places) == said


def test_a_date_on_paper_has_its_year_and_does_not_break() -> None:
    """In the language that is active."""
    shown = drawn('{% when day form="long" %}', day=date(2026, 12, 6))
    assert ">2026年12月6日<" in shown
    assert 'class="nw"' in shown
    assert "6 December 2026" in drawn('{% when day form="long" %}', "en", day=date(2026, 12, 6))


@pytest.mark.parametrize(
    ("language", "last", "name"),
    [
        ("zh-hans", date(2026, 3, 31), "2026年2月10日至3月31日"),
        ("zh-hans", date(2027, 2, 5), "2026年2月10日至2027年2月5日"),
        ("en", date(2026, 3, 31), "10 February to 31 March 2026"),
    ],
)
def test_a_span_within_a_year_names_it_once(language: str, last: date, name: str) -> None:
    """Such a name is a heading on a phone: no year twice, and none left out where two meet."""
    with translation.override(language):
        assert span_name(date(2026, 2, 10), last) == name


def test_what_people_wrote_is_named_as_chinese_on_an_english_page() -> None:
    """Escaped, in its own element, only where the page speaks another language than the words."""
    source = "{{ words|content }}|{% headline words %}|<p{% content_lang %}>"
    assert drawn(source, "en", words="茶<山>").count('<bdi lang="zh-Hans">') == 2
    assert "茶&lt;山&gt;" in drawn(source, "en", words="茶<山>")
    assert drawn(source, "en", words="茶").endswith('<p lang="zh-Hans">')
    assert drawn(source, words="茶<山>") == "茶&lt;山&gt;|茶&lt;山&gt;|<p>"
    assert "bdi" not in drawn(source, "en", words="Tea")


def test_a_sentence_of_the_page_stays_english_around_a_name() -> None:
    """Only the name in it is Chinese."""
    shown = drawn("{{ words|content }}", "en", words="owed to <张洋村> & 山海新闻")
    assert (
        shown == 'owed to &lt;<bdi lang="zh-Hans">张洋村</bdi>&gt; &amp; <bdi lang="zh-Hans">山海新闻</bdi>'
    )
