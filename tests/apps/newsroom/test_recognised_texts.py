"""Texts in the manner of village reports, with what an editor reads off them: headlines, names, sources, captions, places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apps.newsroom.recognised_heads import HEADS
from tests.apps.newsroom.recognised_places import LARGER, NONE, SEVERAL, UNKNOWN, VILLAGES
from tests.apps.newsroom.recognised_stories import STORIES
from tests.apps.newsroom.recognising import names_of, said, taken_apart

if TYPE_CHECKING:
    from collections.abc import Callable

    from lianjian.apps.newsroom.rules.archive.recognition import Recognised

READ: dict[str, Callable[[Recognised], Any]] = {
    "byline": lambda found: names_of(found, "byline"),
    "photographer": lambda found: names_of(found, "photographer"),
    "editor": lambda found: names_of(found, "editor"),
    "caption": lambda found: [guess.value for guess in said(found, "caption")],
    "heading": lambda found: [guess.value for guess in said(found, "heading")],
    "blocks": lambda found: len(found.blocks),
    "happened_on": lambda found: str(found.happened_on),
    "published_on": lambda found: str(found.published_on),
    "weak_title": lambda found: said(found, "title")[0].sure == "weak",
    "weak_byline": lambda found: said(found, "byline")[0].sure == "weak",
    "weak_source": lambda found: [guess.value for guess in said(found, "source") if guess.sure == "weak"],
}


@pytest.mark.parametrize(("text", "wanted"), [*HEADS, *STORIES])
def test_what_stands_around_a_report_is_read(text: str, wanted: dict[str, Any]) -> None:
    """Every field that is said; and the words that were given a place of their own have left the body."""
    found = taken_apart(text)
    assert {name: READ.get(name, lambda it, n=name: getattr(it, n))(found) for name in wanted} == wanted
    assert all(guess.sure == "likely" or "weak_byline" in wanted for guess in said(found, "byline"))
    body = "".join(block.text for block in found.blocks)
    assert not any(name in body for name in names_of(found, "editor"))


@pytest.mark.parametrize(
    ("text", "code"), [*VILLAGES, *LARGER, *UNKNOWN, *SEVERAL, *((text, "") for text in NONE)]
)
def test_the_division_is_resolved(text: str, code: str) -> None:
    """The most specific place that is certain; nothing where the words only look like a place."""
    assert taken_apart(text).division == code


def test_several_divisions_of_one_name_are_told_with_the_candidates() -> None:
    """Weak, nothing filled in, each candidate as path and as code."""
    found = taken_apart(
        "村里修路了\n古田县和上杭县都有上洋村，这一个上洋村的路修好了，村民们在桥头放了一挂鞭炮。"
    )
    (guess,) = said(found, "division")
    assert (found.division, guess.sure) == ("", "weak")
    assert set(guess.candidates) == {"350922203215", "350823106208"}
    assert "古田县" in guess.words


def test_places_beside_the_one_of_the_story_are_weaker_guesses() -> None:
    """Told after it, with their codes, for an editor to choose."""
    found = taken_apart(SEVERAL[0][0])
    first, second = said(found, "division")
    assert (first.value, first.sure) == ("350303108203", "likely")
    assert (second.value, second.sure) == ("350303101204", "weak")


def test_equal_places_are_told_as_such() -> None:
    """Three villages in one sentence: all are candidates, none is filled in."""
    first = said(taken_apart(SEVERAL[3][0]), "division")[0]
    assert first.sure == "weak"
    assert set(first.candidates) == {"350524101201", "350524101202", "350524101203"}
