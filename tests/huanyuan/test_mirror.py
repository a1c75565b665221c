"""Mirror damage made by the forward model, and undone."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from tests.huanyuan import corruptor
from tests.huanyuan.texts import SIMPLIFIED

pages = st.lists(st.sampled_from(SIMPLIFIED), min_size=5, max_size=12, unique=True).map("\n".join)
mirrors = st.integers(0, 2**32).map(lambda seed: corruptor.random_mirror(random.Random(seed)))
WIDE = str.maketrans("，：；！？（）", ",:;!?()")


def differences(repaired: str, clean: str) -> list[tuple[str, str]]:
    """The lines that differ, punctuation width aside."""
    pairs = zip(repaired.translate(WIDE).split("\n"), clean.translate(WIDE).split("\n"), strict=True)
    return [(ours, theirs) for ours, theirs in pairs if ours != theirs]


@given(pages, mirrors)
def test_a_line_whose_bytes_are_all_shown_comes_back_exactly(page, mirror):
    """Where the damage shows no lost byte, table and glosses alone are inverted without a fault."""
    shown = mirror.apply(page)
    repaired = huanyuan.repair(shown).text.translate(WIDE).split("\n")
    for dirty, ours, clean in zip(shown.split("\n"), repaired, page.translate(WIDE).split("\n"), strict=True):
        if "?" not in dirty:
            assert ours == clean


@given(pages, mirrors)
def test_repairing_twice_is_repairing_once(page, mirror):
    """A repaired page shows no damage any more."""
    once = huanyuan.repair(mirror.apply(page)).text
    assert huanyuan.repair(once).text == once


@given(pages, mirrors)
def test_no_digit_is_ever_invented(page, mirror):
    """Every digit of the repaired page stands in the damaged one."""
    shown = mirror.apply(page)
    assert re.findall("[0-9]", huanyuan.repair(shown).text) == re.findall("[0-9]", shown)


@pytest.mark.parametrize("seed", range(12))
def test_nearly_every_character_of_shifted_pages_comes_back(seed):
    """Over whole pages with shifts at most one character in three hundred is wrong, and shifts are reported."""
    chance = random.Random(seed)
    page = "\n".join(chance.sample(SIMPLIFIED, k=len(SIMPLIFIED)))
    repaired = huanyuan.repair(corruptor.random_mirror(chance).apply(page))
    wrong = sum(
        sum(a != b for a, b in zip(ours, theirs, strict=False)) + abs(len(ours) - len(theirs))
        for ours, theirs in differences(repaired.text, page)
        if len(ours) == len(theirs)
    ) + sum(4 for ours, theirs in differences(repaired.text, page) if len(ours) != len(theirs))
    assert wrong <= len(page) / 100
    assert {"s2t", "gloss"} <= set(repaired.families)


def test_table_without_glosses_is_known_by_the_words_it_makes():
    """什么, 以后 and 关于 in traditional dress give a mirror away without a single gloss."""
    page = "\n".join(SIMPLIFIED)
    repaired = huanyuan.repair(corruptor.Mirror("", ()).apply(page))
    assert repaired.text == page
    assert repaired.families == ("s2t",)


def test_an_eaten_digit_stays_lost_and_is_reported():
    """Any digit fits the place, so none is written."""
    repaired = huanyuan.repair(
        "《中國(guó)制造?025》提出，經(jīng)濟(jì)發(fā)展與產(chǎn)業(yè)轉(zhuǎn)型的關(guān)系。"
    )
    assert repaired.text == "《中国制造?025》提出，经济发展与产业转型的关系。"
    assert [(place.at, place.to) for place in repaired.uncertain] == [(5, "?")]


@pytest.mark.parametrize(
    ("shown", "clean"),
    [
        ("語(yǔ)文是學(xué)問(wèn)也?！盵1]知名學(xué)者說(shuō)。", "语文是学问也。”[1]知名学者说。"),
        (
            "閱讀是一種學(xué)習(xí)方式?，F(xiàn)代文閱讀與語(yǔ)文。",
            "阅读是一种学习方式。现代文阅读与语文。",
        ),
        (
            "傳統(tǒng)發(fā)展，逐漸演變?yōu)橐环N流行的報(bào)道形式。",
            "传统发展，逐渐演变为一种流行的报道形式。",
        ),
        (
            "男，因?yàn)槭峭砩莫?dú)子而嬌生慣養(yǎng)、缺少擔(dān)當(dāng)。",
            "男，因为是晚生的独子而娇生惯养、缺少担当。",
        ),
        (
            "《中國(guó)日?qǐng)?bào)》“兩會(huì)”數(shù)據(jù)新聞報(bào)道。",
            "《中国日报》“两会”数据新闻报道。",
        ),
    ],
)
def test_shifts_seen_on_real_pages(shown, clean):
    """The ends of a shift: an ASCII second byte, an eaten parenthesis, a key within, a vanished pair."""
    assert huanyuan.repair(shown).text == clean


def test_the_particle_and_the_writer_share_one_traditional_character():
    """著 becomes 着 or stays 著 by the words around it; an open choice is reported."""
    shown = "著名學(xué)者說(shuō)著話，顯著發(fā)展，沿著國(guó)道，經(jīng)濟(jì)論著，機(jī)會(huì)，執(zhí)著地等著。"
    repaired = huanyuan.repair(shown)
    assert repaired.text == "著名学者说着话，显著发展，沿着国道，经济论著，机会，执着地等着。"
    assert any("着 or 著" in place.why for place in repaired.uncertain)
