"""Places are found again in a text that was made of another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.archive.moving import edits_between, hints_again, through_edits

WORDS = st.text(alphabet="甲乙丙丁，\n", max_size=40)


@given(WORDS, WORDS, st.data())
def test_a_place_that_no_edit_touches_says_the_same(before: str, after: str, data: st.DataObject) -> None:
    edits = edits_between(before, after, "why")
    at = data.draw(st.integers(0, len(before)))
    length = data.draw(st.integers(0, len(before) - at))
    moved = through_edits(edits, at, length)
    assert 0 <= moved.at <= moved.at + moved.length <= len(after)
    if moved.same:
        assert after[moved.at : moved.at + moved.length] == before[at : at + length]


def test_a_place_that_an_edit_changes_grows_to_hold_it() -> None:
    edits = edits_between("一二?四五", "零一二三又三四五", "why")
    moved = through_edits(edits, 2, 1)
    assert (moved.same, "零一二三又三四五"[moved.at : moved.at + moved.length]) == (False, "三又三")


def test_lines_keep_what_they_were_recognised_as() -> None:
    """A first line that was missing comes before them; a title that was made of the text is no line."""
    before = "春天的茶园\n茶农在采茶\n大家都很高兴，今年的收成不错。"
    after = "来自山里的消息，第一段是后来补上的。\n" + before.replace("茶农", "茶农们")
    guesses = [
        {"field": "title", "line": 0, "sure": "likely"},
        {"field": "caption", "line": 1, "sure": "weak"},
        {"field": "byline", "line": 2, "sure": "likely"},
    ]
    assert hints_again(guesses, before, after) == {1: "title", 2: "caption"}
    assert hints_again([{**guesses[0], "sure": "weak"}], before, after) == {}
