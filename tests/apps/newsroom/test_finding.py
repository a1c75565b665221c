"""Readers' search: what it compares, marks and finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.withdraw_story import withdraw_story
from lianjian.apps.newsroom.models import FindableText
from lianjian.apps.newsroom.queries import find_published
from lianjian.apps.newsroom.rules.drafts import DraftBlock
from lianjian.apps.newsroom.rules.finding import MOST_TERMS, cut, levelled, marked, passage, terms
from tests.web.site.test_pages import draft, public

if TYPE_CHECKING:
    from tests.network import Network


@given(st.text())
def test_levelling_keeps_every_place(text: str) -> None:
    """What is found at a place of the levelled text is there in the original."""
    assert len(levelled(text)) == len(text)
    assert levelled(levelled(text)) == levelled(text)


@given(st.text(max_size=200), st.lists(st.text(max_size=4), max_size=4))
def test_marked_pieces_are_the_text(text: str, asked: list[str]) -> None:
    """Nothing is lost or added, and what is marked is one of the terms."""
    wanted = [levelled(word) for word in asked]
    pieces = marked(text, wanted)
    assert "".join(part for part, _hit in pieces) == text
    assert all(levelled(part) in wanted for part, hit in pieces if hit)


@given(st.text(max_size=300))
def test_any_question_gives_few_words_without_marks(question: str) -> None:
    """Whatever somebody types becomes at most six terms, none empty."""
    assert len(terms(question)) <= MOST_TERMS
    assert all(terms(question))
    assert all(cut(terms(question))) or not terms(question)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("茶山", ("茶山",)),
        ("  茶山，新路 ", ("茶山", "新路")),
        ("ＡＢＣ ５４００", ("abc", "5400")),
        ("？！…%_'\"", ()),
        ("", ()),
        ("\x00", ()),
    ],
)
def test_what_is_looked_for(question: str, asked: tuple[str, ...]) -> None:
    """Marks, quotes and wildcards are no words; wide letters are letters."""
    assert terms(question) == asked


def test_a_passage_shows_what_was_found_and_a_little_around() -> None:
    """It comes from the text that holds most of the terms, and is cut with dots where more follows."""
    texts = ["开头没有。", "甲" * 100 + "茶山的路通了" + "乙" * 200]
    found = passage(texts, ("茶山", "路"))
    assert [part for part, hit in found if hit] == ["茶山", "路"]
    assert found[0][0].startswith("…")
    assert found[-1][0].endswith("…")
    assert len("".join(part for part, _hit in found)) < 130
    assert passage(texts, ("海边",)) == ()


def titles(question: str) -> list[str]:
    return [one.story.title for one in find_published(question).stories]


def test_body_and_caption_are_searched_titles_come_first(network: Network) -> None:
    """A word in a later paragraph is found; a story with it in the title stands above."""
    public(
        network,
        title="晒场",
        blocks=(DraftBlock("paragraph", "第一段。"), DraftBlock("quote", "蜜柚卖光了。")),
    )
    public(network, title="蜜柚下山")
    public(network, title="别的事")
    assert titles("蜜柚") == ["蜜柚下山", "晒场"]
    assert titles("蜜柚 卖光") == ["晒场"]
    assert find_published("蜜柚").total == 2
    hit = find_published("卖光").stories[0]
    assert ("卖光", True) in hit.passage


def test_a_question_in_one_run_is_cut_where_it_is_nowhere(network: Network) -> None:
    """Words that stand apart in the story are found although they were typed together."""
    public(network, title="张洋村的路", blocks=(DraftBlock("paragraph", "今年茶叶卖得好。"),))
    assert titles("茶叶张洋村") == ["张洋村的路"]
    assert titles("茶叶海边") == []


@pytest.mark.parametrize(
    "question", ["", "   ", "？？", "%", "_", "'; drop table", "\x00", "茶" * 500, "\\", '"']
)
def test_nothing_and_nonsense_find_nothing(network: Network, question: str) -> None:
    """No wildcard, quote or broken character finds everything or fails."""
    public(network)
    assert find_published(question).total == 0


def test_drafts_and_withdrawn_stories_are_not_found(network: Network) -> None:
    """What is not public is found neither before nor after, and its words are not kept for readers."""
    draft(network, title="还没有审的蜜柚")
    assert titles("蜜柚") == []
    story = public(network, title="蜜柚")
    assert FindableText.objects.filter(story=story).exists()
    withdraw_story(by=network.actor("chief"), story=story, reason="写错")
    assert titles("蜜柚") == []
    assert not FindableText.objects.filter(story=story).exists()


def test_pages_of_results_follow_each_other(network: Network) -> None:
    """Every story is on one page, and the total counts all."""
    for number in range(5):
        public(network, title=f"蜜柚之{number}")
    first, rest = find_published("蜜柚", limit=3), find_published("蜜柚", limit=3, offset=3)
    assert first.total == rest.total == 5
    assert len({one.story.id for one in (*first.stories, *rest.stories)}) == 5
