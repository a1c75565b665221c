"""A text taken apart: what holds for every text, whatever it says."""

from __future__ import annotations

import json
import pickle
import re

from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.recognition import recognise
from tests.apps.newsroom.recognising import province, taken_apart

ARTICLE = (
    "夜校开课了\n来源：测试报\n2026年3月5日，荔城区北高镇和涵江区张洋村的夜校开课了，来了三十多位村民。\n"
    "村民在听课\n大家学的是直播，学完就卖自家的枇杷。（王小二 记者李四）"
)


def test_a_text_is_taken_apart_into_guesses_with_grounds() -> None:
    """Headline, day, place, caption, source and byline, each with why; the byline leaves the text."""
    found = taken_apart(ARTICLE)
    assert (found.title, found.source, found.byline) == ("夜校开课了", "测试报", "王小二 记者 李四")
    assert str(found.happened_on) == "2026-03-05"
    assert found.division == "350303108203"
    assert [block.kind for block in found.blocks] == ["paragraph", "picture", "paragraph"]
    assert found.blocks[1].caption == "村民在听课"
    assert found.blocks[-1].text.endswith("枇杷。")


def test_each_guess_says_where_it_stands() -> None:
    """The span of a guess holds the words it was made from."""
    spans = {guess.field: ARTICLE[guess.at : guess.at + guess.len] for guess in taken_apart(ARTICLE).guesses}
    assert spans == {
        "title": "夜校开课了",
        "source": "测试报",
        "happened_on": "2026年3月5日",
        "division": "张洋村",
        "caption": "村民在听课",
        "byline": "王小二 记者李四",
    }


def test_guesses_go_into_the_record_as_json() -> None:
    """Field, value, how sure, why, place; the span of days as from and to; what is empty is left out."""
    rows = {guess.field: guess.as_json() for guess in taken_apart(ARTICLE).guesses}
    assert json.loads(json.dumps(rows["happened_on"])) == {
        "field": "happened_on",
        "value": "2026-03-05",
        "sure": "likely",
        "why": "A whole date stands in the text.",
        "line": 2,
        "at": 13,
        "len": 9,
        "from": "2026-03-05",
        "to": "2026-03-05",
    }
    assert rows["division"]["words"] == "福建省 莆田市 涵江区 新县镇 张洋村委会"
    assert "candidates" not in rows["division"]


def test_the_gazetteer_goes_to_another_process_as_data() -> None:
    """Pickled and read back it finds the same places."""
    again = pickle.loads(pickle.dumps(province()))  # noqa: S301 - our own bytes
    assert recognise(ARTICLE, {}, again) == recognise(ARTICLE, {}, province())


TOKENS = (
    "夜校开课了 2023年7月1日 2月30日 7月1日 昨日 近日， 2023-07-05 10:22 来源： 作者： 更新时间： 责任编辑： （记者 张三） 文/图"
    " 李四 摄 本报讯 新华社 福州 日电 据《晚报》报道 ——副题 《标题》 【标题】 图为 ▲ （ ） ： / ? 。 ， “ ” 涵江区 张洋村"
    " 安溪 蓬莱镇 上洋村 大学 一、 > 首页 原创 张 三 · 村民们都来了，课上到很晚才散，板凳不够坐，后来的人站在窗外听。"
)


@given(
    st.lists(st.sampled_from([*re.split(" ", TOKENS), " ", "\n", "\n"]), max_size=40).map("".join),
    st.dictionaries(
        st.integers(0, 6), st.sampled_from(["title", "heading", "caption", "picture"]), max_size=3
    ),
)
def test_no_text_makes_recognition_fall(text: str, hints: dict[int, str]) -> None:
    """Whatever comes in, it comes apart without an error, and no word of the body is invented."""
    found = taken_apart(text, hints)
    assert not (found.happened_on and found.published_on and found.happened_on > found.published_on)
    for block in found.blocks:
        letters = iter(text)
        assert all(letter in letters for letter in block.text or block.caption or block.alt)
    assert not text.strip() or found.title or found.blocks or found.byline or found.source or found.guesses
