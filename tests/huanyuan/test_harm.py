"""What is not damaged is not touched: the worst fault of a repair is to harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from tests.huanyuan.texts import CLASSICAL, HONG_KONG_AND_TAIWAN, LESSONS, SIMPLIFIED, TRICKY

CLEAN = (*SIMPLIFIED, *HONG_KONG_AND_TAIWAN, *CLASSICAL, *LESSONS, *TRICKY)


@pytest.mark.parametrize("text", CLEAN)
def test_a_clean_text_comes_back_untouched(text):
    """Simplified, Traditional of three regions, classical, lessons and oddities stay as they are."""
    assert huanyuan.repair(text) == huanyuan.Repair(text)


@pytest.mark.parametrize("kind", [SIMPLIFIED, HONG_KONG_AND_TAIWAN, CLASSICAL])
def test_whole_pages_of_one_kind_come_back_untouched(kind):
    """More evidence must not tip the verdict: long clean pages stay."""
    page = "\n".join(kind * 20)
    assert huanyuan.repair(page).text == page


@given(st.lists(st.sampled_from((*SIMPLIFIED, *HONG_KONG_AND_TAIWAN, *LESSONS)), max_size=8).map("\n".join))
def test_mixtures_of_clean_text_come_back_untouched(text):
    """A page may quote another region, or teach characters, amid simplified prose."""
    assert huanyuan.repair(text).text == text


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_any_string_is_answered_and_settled(text):
    """No string makes the repair fail, and a second repair changes nothing more."""
    once = huanyuan.repair(text)
    assert huanyuan.repair(once.text).text == once.text


@given(
    st.text(
        st.sampled_from("國學會(xué)jìn?！，；?#20445;壹一著的么于后里？Ãƒ¡°ÖÐ\xad鍙銆涓枃\n "), max_size=80
    )
)
def test_strings_made_of_signs_of_damage_are_settled_too(text):
    """The same for strings that look damaged in every way at once."""
    once = huanyuan.repair(text)
    assert huanyuan.repair(once.text).text == once.text


def test_an_undamaged_text_has_no_findings():
    """No families, no edits, nothing uncertain."""
    repaired = huanyuan.repair(SIMPLIFIED[0])
    assert (repaired.changed, repaired.families, repaired.uncertain, repaired.edits) == (False, (), (), ())
