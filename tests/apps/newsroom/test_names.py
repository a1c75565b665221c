"""Names against the register: what lies elsewhere or is one character off is shown, what is merely unknown is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.queries.checks import checks
from lianjian.apps.newsroom.rules.checking import Passage, name_faults, passages_of
from lianjian.apps.newsroom.rules.checking.names import Division, Register, places_named, plain
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.apps.parties.models import Division as Row

if TYPE_CHECKING:
    from tests.network import Network

REGISTER = Register(
    above={"涵江区": ("350303",), "新县镇": ("350303108",), "白沙镇": ("350303105",)},
    towns={"350303": (Division("350303108", "新县镇"), Division("350303105", "白沙镇"))},
    villages={
        "350303108": (Division("350303108203", "张洋村委会"), Division("350303108204", "外坑村委会")),
        "350303105": (Division("350303105201", "澳柄村委会"), Division("350303105202", "坪盘社区居委会")),
    },
    paths={
        "350303": "福建省 莆田市 涵江区",
        "350303108": "福建省 莆田市 涵江区 新县镇",
        "350303105": "福建省 莆田市 涵江区 白沙镇",
    },
    parties=("莆田市驻村第一书记促进会", "莆田市融媒体中心"),
)


def said(text: str) -> list[tuple[str, str, str]]:
    """Words, sentence and suggestion of each finding."""
    return [
        (one.words, one.message % dict(one.values) if one.values else one.message, one.suggestion)
        for one in name_faults(Passage("body", 1, text, 0), REGISTER)
    ]


@pytest.mark.parametrize(
    ("text", "words", "suggestion"),
    [
        ("涵江区新县镇张样村的茶", "张样村", "张洋村"),
        ("走进新县镇外抗村。", "外抗村", "外坑村"),
        ("涵江区新现镇张洋村", "新现镇", "新县镇"),
        ("涵江区新县镇澳柄村", "澳柄村", ""),
        ("莆田市驻村第一书纪促进会办会", "莆田市驻村第一书纪促进会", "莆田市驻村第一书记促进会"),
        ("由莆田融媒体中心拍摄", "莆田融媒体中心", "莆田市融媒体中心"),
    ],
)
def test_what_is_off_is_found(text: str, words: str, suggestion: str) -> None:
    """In its place, with what stands in the register where that is likely."""
    assert [(one[0], one[2]) for one in said(text)] == [(words, suggestion)]


def test_a_village_elsewhere_is_told_from_a_wrong_name() -> None:
    """The town that has it is named."""
    assert said("新县镇澳柄村")[0][1] == "In the register 澳柄村 lies in 白沙镇."
    assert said("新县镇张样村")[0][1] == "The register has no 张样村 in 新县镇."


@pytest.mark.parametrize(
    "text",
    [
        "涵江区新县镇张洋村",
        "新县镇张洋村委会开会",
        "白沙镇坪盘社区",
        "新县镇的几个村",
        "新县镇各村都来了",
        "新县镇龙潭自然村",
        "一个不在册的镇上的村",
        "莆田市融媒体中心和莆田市驻村第一书记促进会",
        "中心镇",
        "",
    ],
)
def test_what_is_right_or_merely_unknown_is_left_alone(text: str) -> None:
    """Hamlets and places nobody registered are no faults."""
    assert said(text) == []


@given(st.text(alphabet="涵江区新县镇张洋村样外坑白沙澳柄社的莆田市融媒体中心 ，", max_size=60))
def test_every_finding_stands_where_it_says(text: str) -> None:
    """Whatever is written: the words are at their place, and what is suggested is in the register."""
    passage = Passage("body", 1, text, 0)
    assert all(name in text for name in places_named([passage]))
    villages = {plain(one.name) for rows in REGISTER.villages.values() for one in rows}
    for one in name_faults(passage, REGISTER):
        assert text[one.start : one.end] == one.words
        assert one.words != one.suggestion
        known = {"新县镇", "白沙镇", *REGISTER.parties}
        assert not one.suggestion or one.suggestion in known or plain(one.suggestion) in villages


def test_the_checks_ask_the_register(network: Network, django_assert_max_num_queries: Any) -> None:
    """With the real register behind it, in a bounded number of queries; findings never stand in the way."""
    town = Row.objects.get(code="350303108")
    village = Row.objects.filter(parent=town).order_by("code").first()
    assert village is not None
    right = f"{town.name}{plain(village.name)}村"
    wrong = f"{town.name}{plain(village.name)[:-1]}鑫村"
    body = (DraftBlock("paragraph", f"{right}在这里。"), DraftBlock("paragraph", f"{wrong}也在。"))
    story = start_story(
        by=network.actor("editor"), draft=Draft(title="访村", column="village-stories", blocks=body)
    )
    assert len(list(passages_of(Draft(title="访村", column="", blocks=body)))) == 3
    with django_assert_max_num_queries(16):
        found = checks(network.actor("editor"), story.pk)
    names = [line.finding for line in found.lines if line.finding.kind == "place"]
    assert [(one.block, one.words) for one in names] == [(2, wrong.removeprefix(town.name))]
    assert found.waiting == 0
