"""Copies of one article are told from stories that only look alike."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.likeness import BANDS, THRESHOLD, likeness, said, signature
from tests.apps.newsroom import families

SEEDS = range(6)
BANDS_OF_ONE = (-9083372432708303232, -7715702367389220719)


def shared(a: str, b: str) -> int:
    return len(set(signature(a)) & set(signature(b)))


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_are_found(seed: int) -> None:
    """However they were mangled, cut off or headed anew."""
    story = families.article(seed)
    one, other = families.mangled(story, seed + 1), families.mangled(story, seed + 2)
    copies = [other, families.cut_off(other, seed, 0.8), families.cut_off(other, seed, 0.5)]
    for copy in [*copies, families.reprinted(story, seed)]:
        assert shared(one, copy)
        assert likeness(one, copy) >= THRESHOLD
        assert likeness(one, copy) == pytest.approx(likeness(copy, one), abs=0.05)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_only_looks_alike_is_not_joined(seed: int) -> None:
    """Other stories, reports by one template with other figures, notices by one form."""
    for make in (families.article, families.yearly_report, families.notice):
        for other in (6, 7, 12):
            assert likeness(make(seed), make(seed + other)) < THRESHOLD


def test_signatures_are_the_same_everywhere_and_for_ever() -> None:
    """They are stored: a change of this figure asks for all bands to be written anew."""
    bands = signature(families.article(1))
    assert len(bands) == BANDS
    assert bands[:2] == BANDS_OF_ONE
    assert all(-(2**63) <= band < 2**63 for band in bands)
    assert signature("太短的通知") == ()


TEXTS = st.text(alphabet="的一是在0123，。 ab甲乙\n", max_size=200)


@given(TEXTS, TEXTS)
def test_likeness_is_a_share(a: str, b: str) -> None:
    assert 0 <= likeness(a, b) <= 1
    assert likeness(a, a) == (1.0 if said(a) else 0.0)


def test_punctuation_and_blanks_do_not_count() -> None:
    story = families.article(3)
    spaced = "".join(
        c + random.Random(1).choice(["", " "]) for c in story.translate(str.maketrans("，。", ",."))
    )
    assert signature(spaced) == signature(story)
    assert likeness(spaced, story) == 1.0
