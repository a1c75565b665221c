"""Three reviews and three proofs (三审三校) of one text: their order, and who may take which.

Source: 《图书质量保障体系》 (order no. 8 of the press administration, 1997), its rules on three reviews and on proofreading;
what is law there and what is our choice is told in ``docs/decisions/0031``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Step(StrEnum):
    """The six steps, in the order in which they are shown."""

    FIRST_REVIEW = "first-review"
    SECOND_REVIEW = "second-review"
    FINAL_REVIEW = "final-review"
    FIRST_PROOF = "first-proof"
    SECOND_PROOF = "second-proof"
    THIRD_PROOF = "third-proof"


STEP_LABELS = {
    Step.FIRST_REVIEW: gettext_noop("first review"),
    Step.SECOND_REVIEW: gettext_noop("second review"),
    Step.FINAL_REVIEW: gettext_noop("final review"),
    Step.FIRST_PROOF: gettext_noop("first proof"),
    Step.SECOND_PROOF: gettext_noop("second proof"),
    Step.THIRD_PROOF: gettext_noop("third proof"),
}

REVIEWS = frozenset({Step.FIRST_REVIEW, Step.SECOND_REVIEW, Step.FINAL_REVIEW})
"""The lane of the reviews; the other three steps are the lane of the proofs."""

AFTER: Mapping[Step, frozenset[Step]] = {
    Step.FIRST_REVIEW: frozenset(),
    Step.SECOND_REVIEW: frozenset({Step.FIRST_REVIEW}),
    Step.FINAL_REVIEW: frozenset({Step.SECOND_REVIEW, Step.THIRD_PROOF}),
    Step.FIRST_PROOF: frozenset(),
    Step.SECOND_PROOF: frozenset({Step.FIRST_PROOF}),
    Step.THIRD_PROOF: frozenset({Step.SECOND_PROOF}),
}
"""What has to be accepted before a step is open. The final review comes last: who answers for a text signs what readers get."""


class Verdict(StrEnum):
    """What is said about a text at a step."""

    ACCEPTED = "accepted"
    SENT_BACK = "sent-back"


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """What one person said at one step; facts are given oldest first."""

    person: int
    verdict: str
    text_sha256: str
    step: str = Step.FIRST_REVIEW


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one text stands: who holds each accepted step, and who sent it back at which. ``apart`` is the rule of the house:
    six different people, or else one person may hold one review and one proof."""

    held: Mapping[Step, int]
    back: frozenset[tuple[Step, int]]
    authors: frozenset[int]
    apart: bool = True

    @property
    def complete(self) -> bool:
        """Whether all six steps are accepted and nobody sent the text back."""
        return len(self.held) == len(Step) and not self.back

    @property
    def open(self) -> tuple[Step, ...]:
        """The steps that somebody may take now."""
        return tuple(step for step in Step if step not in self.held and AFTER[step] <= self.held.keys())

    def suits(self, step: Step, person: int) -> bool:
        """Whether ``person`` may hold ``step`` beside what they hold, whatever else has to come first."""
        if person in self.authors:
            return False
        others = {taken for taken, holder in self.held.items() if holder == person and taken != step}
        return not others if self.apart else not any((one in REVIEWS) == (step in REVIEWS) for one in others)

    def steps_for(self, person: int | None, allowed: Iterable[str]) -> tuple[Step, ...]:
        """The steps at which ``person`` may accept now, among those ``allowed`` to their role; their own no, which they
        may lift, first."""
        if person is None:
            return ()
        may = set(allowed)
        own = [step for step, who in sorted(self.back) if who == person and step not in self.open]
        turns = [step for step in (*own, *self.open) if step in may and self.suits(step, person)]
        return tuple(sorted(turns, key=lambda step: (step, person) not in self.back))


def standing(
    text_sha256: str, reviews: Iterable[ReviewFact], authors: frozenset[int], *, apart: bool = True
) -> Standing:
    """Replay what was said about this very text. A word counts only where its step was open to that person when it was
    said; authors' words never count. Who sent it back and accepts it later at that step takes their no back."""
    held: dict[Step, int] = {}
    back: set[tuple[Step, int]] = set()
    for fact in reviews:
        if fact.text_sha256 != text_sha256 or fact.person in authors:
            continue
        step = Step(fact.step)
        if fact.verdict != Verdict.ACCEPTED:
            back.add((step, fact.person))
            continue
        back.discard((step, fact.person))
        now = Standing(held, frozenset(back), authors, apart)
        if step in now.open and now.suits(step, fact.person):
            held[step] = fact.person
    return Standing(held, frozenset(back), authors, apart)
