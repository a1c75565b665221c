"""What a file says beside its text is used where the text is silent: as a guess, repaired with it, never against it."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.reading_out import Readout, read_out
from lianjian.apps.newsroom.rules.archive.recognition.guesses import LIKELY, WEAK, WHY_BESIDE
from lianjian.apps.newsroom.rules.archive.sources import Source
from tests.apps.newsroom.recognising import province
from tests.huanyuan.corruptor import Mirror

BODY = (
    "山里的茶熟了\n昨日一早，后溪村的茶农就进了山。今年雨水足，茶芽长得齐。\n"
    "合作社的秤从早响到晚，来收茶的车排到了桥头。大家说，好茶不愁卖，就怕做得急。\n"
    "村里请来的师傅守着炒锅，一锅一锅地教。年轻人围着看，把火候记在手机里。"
)


def read(text: str = BODY, **said: str) -> Readout:
    """An object of a jsonl file with a text and fields beside it."""
    line = json.dumps({"text": text, **said}, ensure_ascii=False)
    return read_out(province(), Source("a.jsonl:1", "item", line.encode()))


def beside(read: Readout) -> dict[str, tuple[str, str]]:
    """The guesses with the ground that the file says so: by field, value and how sure."""
    return {g.field: (g.value, g.sure) for g in read.found.guesses if g.why == WHY_BESIDE}


def test_a_silent_text_takes_what_the_file_says() -> None:
    """Author, source and day of publication; the day dates what the text tells relative to it."""
    got = read(author="林小满", source="《某县报》", date="2019年4月6日")
    assert (got.found.byline, got.found.source, got.found.published_on) == (
        "林小满",
        "某县报",
        date(2019, 4, 6),
    )
    assert got.found.happened_on == date(2019, 4, 5)
    assert beside(got) == {
        "byline": ("林小满", LIKELY),
        "source": ("某县报", LIKELY),
        "published_on": ("2019-04-06", LIKELY),
    }


def test_what_the_text_says_counts_more() -> None:
    """The other one is told as a weak guess; the same one is not told twice."""
    text = BODY + "\n（记者 陈大川）"
    other = read(text, author="林小满")
    assert other.found.byline == read(text).found.byline
    assert "陈大川" in other.found.byline
    assert beside(other) == {"byline": ("林小满", WEAK)}
    assert beside(read(text + "\n来源：某县报", source="某县报")) == {}


@pytest.mark.parametrize(
    "nobody", ["admin", "管理员", "本站原创", "未知", "http://example.org/a", "林?满", "网络 转载" * 40, "  "]
)
def test_fields_that_name_nobody_are_passed_over(nobody: str) -> None:
    """Programs fill fields with anything."""
    got = read(author=nobody, source=nobody)
    assert (got.found.byline, got.found.source) == ("", "")
    assert beside(got) == {}


def test_a_mangled_field_is_repaired_with_its_text() -> None:
    """A name alone does not show its damage; beside a mangled text it is read as damaged in the same way."""
    mirror = Mirror()
    got = read(mirror.apply(BODY), author=mirror.apply("陈国强"), source=mirror.apply("农业报"))
    assert got.repair.text == BODY
    assert (got.found.byline, got.found.source) == ("陈国强", "农业报")


words = st.text(
    st.characters(exclude_categories=["Cc", "Cs"]), max_size=40
)  # control characters make a file binary


@given(st.dictionaries(st.sampled_from(["author", "source", "date", "subtitle", "title"]), words))
def test_whatever_stands_beside_it_the_text_is_read(said: dict[str, str]) -> None:
    """Nothing in the fields makes a text unreadable or changes its paragraphs."""
    got = read(**said)
    assert [block.text for block in got.found.blocks][-3:] == BODY.split("\n")[1:]
