"""Wrong encodings, broken entities, strays: each undone where the words allow it, each reported."""

from __future__ import annotations

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from tests.huanyuan import corruptor
from tests.huanyuan.texts import SIMPLIFIED

pages = st.lists(st.sampled_from(SIMPLIFIED), min_size=1, max_size=6, unique=True).map("\n".join)


@given(pages)
def test_whole_gbk_bytes_shown_as_latin1_come_back_exactly(page):
    """With every byte shown the reading is forced."""
    repaired = huanyuan.repair(corruptor.as_latin1(page, lose_soft_hyphens=False, merge=False))
    assert repaired.text == page
    assert repaired.families == ("gbk_as_latin1",)
    assert not repaired.uncertain


@given(pages, st.booleans())
def test_lost_soft_hyphens_and_merged_pairs_are_found_by_the_words(page, merge):
    """At most one character in fifty is wrong when bytes were dropped or merged, and the length is kept."""
    repaired = huanyuan.repair(corruptor.as_latin1(page, merge=merge)).text
    wrong = sum(a != b for a, b in zip(repaired, page, strict=False)) + abs(len(repaired) - len(page))
    assert wrong <= max(1, len(page) / 50)


def test_bytes_that_form_a_han_character_in_utf8_are_bytes_again():
    """C9 E8 B1 B8 is 设备; its last three bytes are the UTF-8 of 豸 and show as that."""
    assert (
        huanyuan.repair("רÀûÃû³Æ£ºÆøÏóÐÅÏ¢´¦ÀíÉ豸ÒÔ¼°ÆøÏóÐÅÏ¢").text
        == "专利名称：气象信息处理设备以及气象信息"
    )


@given(pages)
def test_utf8_shown_as_gbk_is_flagged_and_never_made_worse(page):
    """What is whole comes back, what is lost is a reported `?`, and the family is named."""
    shown = corruptor.as_gbk(page)
    repaired = huanyuan.repair(shown)
    assert repaired.families == ("utf8_as_gbk",)
    assert sum(c in page for c in repaired.text) >= len(page) * 0.6
    assert len(repaired.uncertain) >= repaired.text.count("?")


def test_utf8_shown_as_gbk_twice_over_is_left_and_flagged():
    """Nothing can be read any more: the text stays, the flag says so."""
    text = (
        "闂傚倸鍊搁崐鎼佸磹閹间礁纾归柣鎴ｅГ閸ゅ嫰鏌ら崫銉︽毄濞寸姵姘ㄧ槐鎾诲磼濞嗘帒鍘＄紓渚囧櫘閸ㄨ泛鐣疯"
        "ぐ鎺戠濞达絿鎳撴惔濠傗攽閻愭潙鐏﹂柣鐔濆懎濮柍褜鍓熷"
    )
    repaired = huanyuan.repair(text)
    assert (repaired.text, repaired.changed, repaired.families) == (text, False, ("utf8_as_gbk",))
    assert [(place.at, place.len) for place in repaired.uncertain] == [(0, len(text))]


def test_a_broken_entity_gives_its_bytes_back():
    """The real example: 效率”，分 with the lone bytes chosen by the words, and reported."""
    repaired = huanyuan.repair("对“群体供需关系的匹配效率?#20445;?#20998;析现状，前?#38774;?#22320;提示。")
    assert repaired.text == "对“群体供需关系的匹配效率”，分析现状，前瞻性地提示。"
    assert repaired.families == ("entitybreak",)
    assert [place.to for place in repaired.uncertain] == ["”", "，", "瞻", "性"]


@pytest.mark.parametrize("seed", range(6))
def test_pages_with_broken_entities_come_back_but_for_a_few_characters(seed):
    """Lone bytes fit several characters; at most one character in fifty is chosen wrongly."""
    chance = random.Random(seed)
    page = "\n".join(chance.sample(SIMPLIFIED, k=12))
    keys = "".join(chance.sample("保分靶地热有新车一是了在人不为这中大上个国我以要他时来用们生到", 16))
    repaired = huanyuan.repair(corruptor.entities(page, keys)).text
    changes = difflib.SequenceMatcher(None, repaired, page, autojunk=False).get_opcodes()
    assert sum(max(b - a, d - c) for kind, a, b, c, d in changes if kind != "equal") <= len(page) / 50


def test_a_filters_yi_is_undone_and_an_amount_is_not():
    """壹 for every 一 goes; a cheque in the same text keeps its characters."""
    text = "他壹生写了壹部小说，和壹位朋友壹起办过报纸，第壹年收到人民币壹佰贰拾元整。"
    repaired = huanyuan.repair(text)
    assert repaired.text == "他一生写了一部小说，和一位朋友一起办过报纸，第一年收到人民币壹佰贰拾元整。"
    assert repaired.families == ("yiyi",)


def test_a_converted_page_with_yi_goes_back_whole():
    """A page that was also put into real Traditional Chinese comes back in simplified characters."""
    text = "他壹生寫作了許多小說，1874年生於福井縣壹位醫生家裏，畢業後留校，著有多部論著，等著壹個機會。"
    repaired = huanyuan.repair(text)
    assert (
        repaired.text
        == "他一生写作了许多小说，1874年生于福井县一位医生家里，毕业后留校，著有多部论著，等着一个机会。"
    )
    assert repaired.families == ("s2t", "yiyi")


def test_a_stray_traditional_character_in_a_word_is_simplified_and_reported():
    """縣长 is no word of either script; quoted and titled characters stay."""
    text = "会议讨论了“县域经济”发展的现实可能性，县里的縣长联席会议开了两天，记者对这场讨论进行了报道。书名《縣志》不变。"
    repaired = huanyuan.repair(text)
    assert repaired.text == text.replace("縣长", "县长")
    assert [(place.from_, place.to) for place in repaired.uncertain] == [("縣", "县")]


def test_lost_indents_of_several_paragraphs_go():
    """`??` before each paragraph was an indent; before a single line it may be a question."""
    assert huanyuan.repair("??我摊开手。\n??“很厉害呢。”\n完").text == "我摊开手。\n“很厉害呢。”\n完"
    assert not huanyuan.repair("??我摊开手。\n完").changed
