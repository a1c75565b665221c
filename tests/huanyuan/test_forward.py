"""The whole forward model at once: what a repair promises on pages that went through everything."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from huanyuan.amounts import NUMERALS, spare_amounts
from huanyuan.tables import mirror_table
from tests.huanyuan import corruptor
from tests.huanyuan.test_reports import replay
from tests.huanyuan.texts import SIMPLIFIED

AROUND = (
    "首页 > 新闻 > 正文",
    "责任编辑：陈编辑",
    "上一篇 下一篇 返回顶部",
    "Copyright 2019-2024 All Rights Reserved",
)
NUMBERS = (
    "全镇{}户{}人参加了这次会议，讨论了{}个项目。",
    "《乡村建设{}》（第{}版）定价{}元，由本社发行。",
    "“{}年我们修了{}公里路。”老人说，那一年大家都记得。",
    "到{}年底，合作社的资金达到{}万元，比上年增长{}%。",
)
numbers = st.integers(0, 99999).map(str)
figures = st.tuples(st.sampled_from(NUMBERS), numbers, numbers, numbers).map(lambda t: t[0].format(*t[1:]))
pages = st.lists(st.one_of(st.sampled_from(SIMPLIFIED), figures), min_size=6, max_size=14).map("\n".join)
seeds = st.integers(0, 2**32)


def through_everything(page: str, seed: int) -> str:
    """The page after one kind of damage or several: any key may be glossed, boilerplate may stand around."""
    chance = random.Random(seed)
    kind = chance.choice(("mirror", "unknown keys", "table", "entities", "latin1", "utf8", "two"))
    if kind == "mirror":
        shown = corruptor.random_mirror(chance).apply(page)
    elif kind == "unknown keys":
        keys = chance.sample(sorted(mirror_table().readings), 400)
        marks = tuple(m for m in corruptor.CUT_MARKS if chance.random() < 0.5)
        shown = corruptor.Mirror("".join(keys), marks, chance.random() < 0.5).apply(page)
    elif kind == "table":
        shown = corruptor.Mirror("", ()).apply(page.replace("一", "壹") if chance.random() < 0.3 else page)
    elif kind == "entities":
        shown = corruptor.entities(page, "".join(chance.sample("保分靶地热有新车一是了在人不为这中大", 8)))
    elif kind == "latin1":
        shown = corruptor.as_latin1(page, merge=False)
    elif kind == "utf8":
        shown = corruptor.as_gbk(page)
    else:
        first, _, rest = page.partition("\n")
        shown = corruptor.as_latin1(first, merge=False) + "\n" + corruptor.random_mirror(chance).apply(rest)
    return (
        "\n".join([chance.choice(AROUND), shown, chance.choice(AROUND)]) if chance.random() < 0.5 else shown
    )


damaged = st.builds(through_everything, pages, seeds)


@pytest.mark.costly
@given(damaged)
def test_what_is_reported_is_what_was_done(text):
    """Edits lead from input to output, uncertain places hold what they say, a second repair changes nothing."""
    repaired = huanyuan.repair(text)
    assert replay(text, repaired) == repaired.text
    assert all(repaired.text[place.at : place.at + place.len] == place.to for place in repaired.uncertain)
    assert huanyuan.repair(repaired.text).text == repaired.text


@pytest.mark.costly
@given(pages, seeds)
def test_digits_are_those_that_were_shown(page, seed):
    """Years, prices and counts: whatever else is lost, the digits of a mirrored page are those that it shows."""
    shown = corruptor.random_mirror(random.Random(seed)).apply(page)
    assert re.findall("[0-9]", huanyuan.repair(shown).text) == re.findall("[0-9]", shown)


@pytest.mark.costly
@given(pages, seeds)
def test_a_wrong_character_of_a_mirrored_page_is_a_reported_one(page, seed):
    """Forced characters are right. A line that is not as it was has a place that says so."""
    page = page.replace("著", "")
    repaired = huanyuan.repair(corruptor.random_mirror(random.Random(seed)).apply(page))
    wide = str.maketrans("，：；！？（）", ",:;!?()")
    at = 0
    for ours, theirs in zip(repaired.text.split("\n"), page.split("\n"), strict=True):
        if ours.translate(wide) != theirs.translate(wide):
            assert any(at <= place.at <= at + len(ours) for place in repaired.uncertain)
        at += len(ours) + 1


@given(pages, st.sampled_from(AROUND))
def test_clean_pages_with_figures_are_untouched(page, around):
    """The same pages before they went anywhere."""
    text = f"{around}\n{page}"
    assert huanyuan.repair(text) == huanyuan.Repair(text)


@given(st.text("零一二三四五六七八九十百千万亿人元2", min_size=1, max_size=8), st.data())
def test_no_chosen_numeral_stands_beside_another(text, data):
    """An amount with a lost numeral keeps a `?` and its place in the report."""
    at = data.draw(st.integers(0, len(text) - 1))
    spared, doubts = spare_amounts(text, [(at, 1, "chosen")], ("", ""), "lost")
    beside = set(text[max(0, at - 1) : at] + text[at + 1 : at + 2]) & NUMERALS
    assert (spared[at] == "?") == (text[at] in NUMERALS and bool(beside))
    assert doubts == ((at, 1, "lost" if spared[at] == "?" else "chosen"),)
    assert spared[:at] + spared[at + 1 :] == text[:at] + text[at + 1 :]
