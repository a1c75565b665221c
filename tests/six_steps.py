"""Three reviews and three proofs of a story in the test network, each by another person, through the verb that users use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.review_story import review_story
from lianjian.apps.newsroom.actions.submit_for_review import submit_for_review
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.rules.steps import Step

if TYPE_CHECKING:
    from tests.network import Network

IN_TURN = (
    Step.FIRST_REVIEW,
    Step.SECOND_REVIEW,
    Step.FIRST_PROOF,
    Step.SECOND_PROOF,
    Step.THIRD_PROOF,
    Step.FINAL_REVIEW,
)
SENIORS = ("reviewer", "deputy", "chief")
JUNIORS = ("proof_a", "proof_b", "proof_c", "editor")


def holders(network: Network, authors: frozenset[int]) -> dict[Step, str]:
    """Who takes which step of a text that these people wrote, by short name."""
    seniors = [name for name in SENIORS if network.people[name].pk not in authors]
    final, second = seniors.pop(), seniors.pop()
    rest = [*seniors, *(name for name in JUNIORS if network.people[name].pk not in authors)]
    steps = (Step.FIRST_REVIEW, Step.FIRST_PROOF, Step.SECOND_PROOF, Step.THIRD_PROOF)
    return {
        Step.SECOND_REVIEW: second,
        Step.FINAL_REVIEW: final,
        **dict(zip(steps, rest, strict=False)),
    }


def accept_all(network: Network, story: int) -> None:
    """Take the steps of the latest text that nobody holds yet."""
    row = Story.objects.get(pk=story)
    names = holders(network, row.authors())
    held = row.standing(row.get_latest_revision_as_object().text_sha256()).held
    for step in IN_TURN:
        if step not in held:
            review_story(by=network.actor(names[step]), story=story, step=step)


def pass_through(network: Network, story: int, who: str = "editor") -> None:
    """Submit a text and take all six steps."""
    submit_for_review(by=network.actor(who), story=story)
    accept_all(network, story)
