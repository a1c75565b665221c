"""The search page: passages with what was asked for marked, villages and columns, nothing and nonsense."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from lianjian.apps.newsroom.rules.drafts import DraftBlock
from tests.web.site.test_pages import public

if TYPE_CHECKING:
    from tests.network import Network


def page(question: str, **more: str) -> str:
    answer = Client(headers={"Accept-Language": "zh-hans"}).get("/search/", {"q": question, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_passage_is_shown_and_marked(network: Network) -> None:
    """A word of the body stands marked in its sentence."""
    public(network, blocks=(DraftBlock("paragraph", "路通了，蜜柚下了山。"),))
    assert "路通了，<mark>蜜柚</mark>下了山。" in page("蜜柚")


def test_villages_and_columns_are_found_as_well(network: Network) -> None:
    """By name and by place; a stranger's word finds none."""
    assert "/villages/village-a/" in page("张洋")
    assert "/villages/village-a/" in page("新县镇 张洋")
    assert "/columns/village-stories/" in page("驻村故事")
    assert "/villages/" not in page("海南")


@pytest.mark.parametrize(
    ("question", "said"), [("", "两个字就够"), ("？！", "没有可以查的字"), ("滩涂", "没有找到")]
)
def test_nothing_is_said_plainly(network: Network, question: str, said: str) -> None:
    """An empty question, one without a word, and one without a story each get their own sentence."""
    assert said in page(question)


def test_what_was_typed_is_text(network: Network) -> None:
    """A script in the question, or in a story that is found, comes out escaped."""
    evil = "<script>alert(1)</script>"
    public(network, title=f"蜜柚{evil}", blocks=(DraftBlock("paragraph", f"蜜柚{evil}"),))
    assert evil not in page(f"蜜柚{evil}")
    assert evil not in page("蜜柚")


@pytest.mark.parametrize("number", ["0", "-1", "99999", "x", "²", ""])
def test_a_wrong_page_is_the_first(network: Network, number: str) -> None:
    """Whatever stands in the address, results are shown."""
    public(network)
    assert "茶山" in page("茶山", page=number)


def test_what_fits_partly_is_called_so(network: Network) -> None:
    """Where no story has the question as it was typed, the page says so before it shows what holds the words."""
    public(network, blocks=(DraftBlock("paragraph", "茶叶卖到五十五块，道路也通了。"),))
    said = "没有一篇写着“茶叶道路”"
    assert said in page("茶叶道路")
    assert "没有一篇写着" not in page("茶叶")
