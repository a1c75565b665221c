"""When a text may go public: the rule behind every door (desk, schedule, command line).

A review counts for one text, known by its fingerprint. Change a character and the reviews are void.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

REVIEWS_REQUIRED = 1
"""How many different people must have accepted a text before it goes public."""


class Verdict(StrEnum):
    """What a reviewer says about a text."""

    ACCEPTED = "accepted"
    SENT_BACK = "sent-back"


VERDICT_LABELS = {
    Verdict.ACCEPTED: gettext_noop("accepted"),
    Verdict.SENT_BACK: gettext_noop("sent back"),
}


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One review as the rule sees it; facts are given oldest first."""

    person: int
    verdict: str
    text_sha256: str


def accepted_by(
    text_sha256: str, reviews: Iterable[ReviewFact], authors: frozenset[int]
) -> tuple[frozenset[int], frozenset[int]]:
    """Who stands by this text and who sent it back, each by their latest word on it. Authors' words do not count."""
    latest = {
        fact.person: fact.verdict
        for fact in reviews
        if fact.text_sha256 == text_sha256 and fact.person not in authors
    }
    accepted = frozenset(person for person, verdict in latest.items() if verdict == Verdict.ACCEPTED)
    return accepted, frozenset(latest) - accepted


def require_publishable(
    *,
    text_sha256: str,
    reviews: Iterable[ReviewFact],
    authors: frozenset[int],
    open_places: int,
    withdrawn: bool,
    required: int = REVIEWS_REQUIRED,
) -> frozenset[int]:
    """The people whose reviews let this text go public. Raises Refused with the cure where it may not."""
    if withdrawn:
        raise Refused(
            gettext_noop("This story was withdrawn and stays withdrawn."),
            cure=gettext_noop("Write a new story if there is something new to say."),
        )
    require_no_open_places(open_places)
    accepted, sent_back = accepted_by(text_sha256, reviews, authors)
    if sent_back:
        raise Refused(
            gettext_noop("A reviewer sent this text back."),
            cure=gettext_noop("Change the text as the comment asks and submit it again."),
        )
    if len(accepted) < required:
        raise Refused(
            gettext_noop("This text has %(have)d of %(required)d reviews by people who did not write it."),
            cure=gettext_noop("Submit it for review; after any change it has to be reviewed again."),
            have=len(accepted),
            required=required,
        )
    return accepted


def require_no_open_places(open_places: int) -> None:
    """Raise Refused where uncertain places of the archive item still wait for a decision."""
    if open_places:
        raise Refused(
            gettext_noop("Uncertain places that still wait for a decision: %(count)d."),
            cure=gettext_noop("Open the proofreading page and confirm or correct each of them."),
            count=open_places,
        )


def require_reviewable(person: int, authors: frozenset[int]) -> None:
    """Raise Refused where ``person`` had a hand in the text: nobody reviews their own work."""
    if person in authors:
        raise Refused(
            gettext_noop("You wrote or changed this text, so you cannot review it."),
            cure=gettext_noop("Ask a colleague to review it."),
        )
