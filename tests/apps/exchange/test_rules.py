from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.exchange.rules.endowments import EndowmentKind, check_kind, judge_recorder
from lianjian.apps.exchange.rules.experts import (
    LONGEST_FIELD,
    MOST_FIELDS,
    check_areas,
    check_fields,
    judge_lister,
)
from lianjian.apps.projects.rules.work_areas import WorkArea
from lianjian.kernel.refusals import NotAllowed, Refused


@given(acts_for=st.booleans(), decides=st.booleans(), public=st.booleans())
def test_what_everybody_sees_is_decided_by_those_who_speak(
    *, acts_for: bool, decides: bool, public: bool
) -> None:
    """Anybody of the organisation records; only those who speak for it show."""
    try:
        judge_recorder(acts_for=acts_for, decides=decides, public=public)
    except NotAllowed:
        assert not acts_for or (public and not decides)
    else:
        assert acts_for
        assert decides or not public


@given(own=st.booleans(), steward=st.booleans(), public=st.booleans(), was_public=st.booleans())
def test_a_name_becomes_public_by_its_bearer_only(
    *, own: bool, steward: bool, public: bool, was_public: bool
) -> None:
    """A steward lists and may keep what is public, and never makes it so."""
    try:
        judge_lister(own=own, steward=steward, public=public, was_public=was_public)
    except NotAllowed:
        assert not own
    else:
        assert own or (steward and (was_public or not public))


@given(st.lists(st.text(max_size=LONGEST_FIELD + 5), max_size=MOST_FIELDS + 3))
def test_fields_are_words_each_once_or_refused(fields: list[str]) -> None:
    """What is kept is short, not empty, not repeated and not too much; everything else names its field."""
    try:
        kept = check_fields(fields)
    except Refused as refused:
        assert refused.field == "fields"
        return
    assert 0 < len(kept) <= MOST_FIELDS
    assert len(set(kept)) == len(kept)
    assert all(0 < len(word) <= LONGEST_FIELD for word in kept)


@given(st.lists(st.sampled_from([a.value for a in WorkArea])))
def test_areas_keep_their_own_order(areas: list[str]) -> None:
    """Each once, however they were ticked."""
    assert check_areas(areas) == [area for area in WorkArea if area.value in areas]


def test_unknown_kinds_and_areas_are_refused() -> None:
    """A slug that is none is refused, never stored."""
    assert check_kind("land") is EndowmentKind.LAND
    with pytest.raises(Refused, match="no kind"):
        check_kind("gold")
    with pytest.raises(Refused, match="none of the six"):
        check_areas(["industry", "gossip"])
