from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.projects.rules.evidence import MOST_FILES, File, check_evidence
from lianjian.apps.projects.rules.joint import check_key, check_milestones, check_parties
from lianjian.apps.projects.rules.outcomes import (
    LARGEST_WEIGHT,
    check_reporter,
    check_weights,
    judge_verifier,
)
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.kernel.refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from decimal import Decimal

PARTIES = st.frozensets(st.integers(1, 5), max_size=5)
WEIGHTS = st.dictionaries(st.integers(1, 5), st.decimals(-2, 2_000_000, places=4))


@given(PARTIES, st.one_of(st.none(), WEIGHTS))
def test_weights_are_for_every_party_or_for_none(
    parties: frozenset[int], weights: dict[int, Decimal] | None
) -> None:
    """Accepted exactly where there are parties, and each has a weight above zero that fits, or none has."""
    fits = bool(parties) and (
        weights is None
        or (set(weights) == parties and all(0 < weight < LARGEST_WEIGHT for weight in weights.values()))
    )
    try:
        check_weights(parties, weights)
    except Refused:
        assert not fits
    else:
        assert fits


@given(st.frozensets(st.integers(1, 4)), st.integers(1, 4), st.integers(1, 3), st.integers(1, 3))
def test_whoever_verifies_stands_apart_from_who_reported(
    houses: frozenset[int], reported_by: int, person: int, reporter: int
) -> None:
    """A person with a mandate, none of it in the reporting party, who did not report it."""
    try:
        judge_verifier(houses, reported_by=reported_by, person=person, reporter=reporter)
    except NotAllowed:
        assert not houses or reported_by in houses or person == reporter
    else:
        assert houses
        assert reported_by not in houses
        assert person != reporter


def test_the_system_verifies_nothing() -> None:
    """Being nobody is no mandate, even where nobody reported it either."""
    with pytest.raises(NotAllowed, match="person"):
        judge_verifier(frozenset({1}), reported_by=2, person=None, reporter=None)


@given(st.integers(1, 5), PARTIES)
def test_only_those_who_took_part_report(reported_by: int, involved: frozenset[int]) -> None:
    """Refused at its field exactly where the reporting organisation had no part."""
    try:
        check_reporter(reported_by, involved)
    except Refused as refused:
        assert refused.field == "reported_by"
        assert reported_by not in involved
    else:
        assert reported_by in involved


@given(st.lists(st.integers(1, 4), max_size=5))
def test_a_joint_project_has_two_different_parties_or_more(parties: list[int]) -> None:
    """One alone, nobody, and the same one twice make no joint project; the order is kept."""
    good = len(parties) >= 2 and len(set(parties)) == len(parties)
    try:
        kept = check_parties(parties)
    except Refused as refused:
        assert refused.field == "parties"
        assert not good
    else:
        assert good
        assert kept == parties


@pytest.mark.parametrize("key", ["", "-", "a--b", "A", "村", "a b", "a/b", "a\n", "a" * 61])
def test_a_key_that_is_no_word_of_an_address_is_refused(key: str) -> None:
    """Small letters, digits, single hyphens, sixty at most."""
    with pytest.raises(Refused) as refused:
        check_key(key)
    assert refused.value.field == "key"


def test_a_milestone_planned_twice_is_named() -> None:
    """The second of the same name is refused with that name."""
    check_milestones(["动工", "开业"])
    with pytest.raises(Refused, match="动工"):
        check_milestones(["动工", "开业", "动工"])


@given(st.text(max_size=80))
def test_any_key_of_a_form_fits_its_column_or_is_refused(key: str) -> None:
    """No text that a changed form can send is too long, or holds what a database cannot keep."""
    try:
        kept = check_client_key(key)
    except Refused:
        return
    assert kept is None or (0 < len(kept) <= 64 and kept.isascii() and kept.isprintable())


def test_a_script_in_the_clothes_of_a_photo_is_refused() -> None:
    """Neither photograph nor PDF, too many, or too large: refused beside the files."""
    wrong = [
        [File("a.jpg", b"<script>")],
        [File("a.pdf", b"")],
        [File("a.pdf", b"%PDF-1.7")] * (MOST_FILES + 1),
        [File("a.pdf", b"%PDF-" + bytes(40 * 1024 * 1024))],
    ]
    for files in wrong:
        with pytest.raises(Refused) as refused:
            check_evidence(files)
        assert refused.value.field == "files"


def test_the_name_of_a_file_is_a_label_and_never_a_path() -> None:
    """Folders are cut off, whichever way they are written; the kept document is the one that was sent."""
    for name in ("../../etc/minutes.pdf", "C:\\Users\\x\\minutes.pdf"):
        (kept,) = check_evidence([File(name, b"%PDF-1.7 x")])
        assert (kept.name, kept.data, kept.media_type) == ("minutes.pdf", b"%PDF-1.7 x", "application/pdf")
