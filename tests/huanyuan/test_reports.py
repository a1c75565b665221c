"""Edits and uncertain places: what an editor is shown must be what was done."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import huanyuan
from tests.huanyuan import corruptor
from tests.huanyuan.texts import SIMPLIFIED


def replay(text: str, repaired: huanyuan.Repair) -> str:
    """The input with the edits applied."""
    out, at = [], 0
    for edit in repaired.edits:
        assert at <= edit.at
        assert text[edit.at : edit.at + edit.len] == edit.from_
        out += [text[at : edit.at], edit.to]
        at = edit.at + edit.len
    return "".join([*out, text[at:]])


def damaged(seed: int) -> str:
    """A page with several kinds of damage at once."""
    chance = random.Random(seed)
    sentences = chance.sample(SIMPLIFIED, k=8)
    kind = chance.randrange(4)
    if kind == 0:
        return corruptor.random_mirror(chance).apply("\n".join(sentences))
    if kind == 1:
        return corruptor.as_latin1("\n".join(sentences), merge=chance.random() < 0.5)
    if kind == 2:
        return corruptor.entities("\n".join(sentences), "保分靶地热有新车一是了在人不")
    page = corruptor.random_mirror(chance).apply("\n".join(sentences[:6]))
    return "\n".join(
        ["??开头", "??第二段", page, corruptor.as_gbk(sentences[6]), corruptor.as_latin1(sentences[7])]
    )


@pytest.mark.costly
@given(st.integers(0, 2**32).map(damaged))
def test_applying_the_edits_gives_the_text(text):
    """Edits are in order, do not overlap, and lead from the input to the output."""
    repaired = huanyuan.repair(text)
    assert replay(text, repaired) == repaired.text
    assert repaired.changed == (repaired.text != text) == bool(repaired.edits)


@pytest.mark.costly
@given(st.integers(0, 2**32).map(damaged))
def test_uncertain_places_point_into_the_output(text):
    """Each place holds what its report says, and says why."""
    repaired = huanyuan.repair(text)
    for place in repaired.uncertain:
        assert repaired.text[place.at : place.at + place.len] == place.to
        assert place.why
    assert list(repaired.uncertain) == sorted(repaired.uncertain, key=lambda place: (place.at, place.len))


def test_reports_are_json():
    """The hub stores a repair as JSON, with `from` as the contract names it."""
    answer = json.loads(json.dumps(huanyuan.repair(damaged(3)).as_json(), ensure_ascii=False))
    assert set(answer) == {"text", "changed", "families", "uncertain", "edits"}
    for entry in [*answer["edits"], *answer["uncertain"]]:
        assert set(entry) == {"at", "len", "from", "to", "why"}


def test_several_families_in_one_text_are_all_named():
    """A page pasted together from several sources is repaired part by part."""
    mirrored = corruptor.Mirror(cuts=()).apply("\n".join(SIMPLIFIED[:8]))
    text = f"{mirrored}\n{corruptor.as_latin1(SIMPLIFIED[9])}"
    repaired = huanyuan.repair(text)
    assert {"gbk_as_latin1", "gloss", "s2t"} <= set(repaired.families)
    assert repaired.text.endswith(SIMPLIFIED[9])
