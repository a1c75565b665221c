"""The rule of three reviews and three proofs, on its own: whatever was said by whomever, in whatever order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianjian.apps.newsroom.rules.comparing import changed_lines
from lianjian.apps.newsroom.rules.publishing import require_publishable
from lianjian.apps.newsroom.rules.steps import AFTER, REVIEWS, ReviewFact, Step, Verdict, standing
from lianjian.kernel.refusals import Refused

IN_TURN = (
    Step.FIRST_REVIEW,
    Step.SECOND_REVIEW,
    Step.FIRST_PROOF,
    Step.SECOND_PROOF,
    Step.THIRD_PROOF,
    Step.FINAL_REVIEW,
)
PEOPLE = st.integers(1, 8)
WORDS = st.builds(
    ReviewFact,
    PEOPLE,
    st.sampled_from([Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.SENT_BACK]),
    st.sampled_from(["a", "a", "a", "b"]),
    st.sampled_from(list(Step)),
)


@st.composite
def histories(draw: st.DrawFn) -> list[ReviewFact]:
    """A proper walk through the six steps by people that may repeat, with anything strewn in."""
    people = draw(st.lists(PEOPLE, min_size=6, max_size=6))
    walk = [
        ReviewFact(person, Verdict.ACCEPTED, "a", step) for step, person in zip(IN_TURN, people, strict=True)
    ]
    for word in draw(st.lists(WORDS, max_size=6)):
        walk.insert(draw(st.integers(0, len(walk))), word)
    return walk


@given(st.one_of(histories(), st.lists(WORDS, max_size=14)), st.frozensets(PEOPLE, max_size=2), st.booleans())
def test_what_goes_public_passed_all_six_steps(
    facts: list[ReviewFact],
    authors: frozenset[int],
    apart: bool,  # noqa: FBT001 - hypothesis passes by position
) -> None:
    """Each step of this very text was accepted, in order, by people who may hold it together, none of them an author, and
    nobody stands against it."""
    try:
        now = require_publishable(
            text_sha256="a", reviews=facts, authors=authors, open_places=0, withdrawn=False, apart=apart
        )
    except Refused:
        return
    assert set(now.held) == set(Step)
    assert not set(now.held.values()) & authors
    own = [fact for fact in facts if fact.text_sha256 == "a" and fact.person not in authors]
    first = {}
    for place, fact in enumerate(own):
        if fact.verdict == Verdict.ACCEPTED and now.held[Step(fact.step)] == fact.person:
            first.setdefault(Step(fact.step), []).append(place)
    for step in Step:
        for before in AFTER[step]:
            assert min(first[before]) < max(first[step])
    for lane in (REVIEWS, frozenset(Step) - REVIEWS):
        assert len({now.held[step] for step in lane}) == 3
    if apart:
        assert len(set(now.held.values())) == 6
    last = {(fact.person, fact.step): fact.verdict for fact in own}
    assert Verdict.SENT_BACK not in last.values()


def walked(*people: int) -> list[ReviewFact]:
    return [
        ReviewFact(person, Verdict.ACCEPTED, "a", step) for step, person in zip(IN_TURN, people, strict=False)
    ]


def publishable(facts: list[ReviewFact], *, apart: bool = True) -> bool:
    return standing("a", facts, frozenset({9}), apart=apart).complete


def test_the_rule_is_not_always_no() -> None:
    """Six people let it out; three, each with one review and one proof, only where the house allows it."""
    assert publishable(walked(1, 2, 3, 4, 5, 6))
    three = walked(1, 2, 1, 2, 3, 3)
    assert not publishable(three)
    assert publishable(three, apart=False)


@pytest.mark.parametrize(
    "people", [(1, 1, 2, 3, 4, 5), (1, 2, 3, 3, 4, 5), (9, 1, 2, 3, 4, 5), (1, 2, 3, 4, 5)], ids=str
)
def test_never_two_reviews_two_proofs_or_the_author(people: tuple[int, ...]) -> None:
    """Not in the smaller house either; nor five steps."""
    assert not publishable(walked(*people), apart=False)


def test_steps_come_in_order() -> None:
    """Second and final words said too early do not count; two that stand side by side may come either way."""
    facts = walked(1, 2, 3, 4, 5, 6)
    for one, other in pairwise(range(6)):
        turned = list(facts)
        turned[one], turned[other] = turned[other], turned[one]
        needs = Step(facts[one].step) in AFTER[Step(facts[other].step)]
        assert publishable(turned) != needs


def test_a_no_stands_until_its_speaker_takes_it_back() -> None:
    """Whoever it was and however many accepted; another text is another matter."""
    facts = walked(1, 2, 3, 4, 5, 6)
    no = ReviewFact(7, Verdict.SENT_BACK, "a", Step.FIRST_PROOF)
    assert not publishable([*facts, no])
    assert not publishable([no, *facts])
    assert publishable([*facts, no, ReviewFact(7, Verdict.ACCEPTED, "a", Step.FIRST_PROOF)])
    assert publishable([*facts, ReviewFact(7, Verdict.SENT_BACK, "b", Step.FIRST_PROOF)])


LINES = st.lists(st.text("夜校开课了。", max_size=6), max_size=5)


@given(LINES, LINES)
def test_only_what_differs_is_shown(before: list[str], after: list[str]) -> None:
    """Nothing where both are the same; else lines each of which has something that went or came."""
    changed = changed_lines(before, after)
    assert bool(changed) == ([line for line in before if line] != [line for line in after if line]) or changed
    assert bool(changed) <= (before != after)
