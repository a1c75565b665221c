"""When a text may go public: the rule behind every door (desk, schedule, command line).

A step counts for one text, known by its fingerprint. Change a character and all six are void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.rules.steps import Step, Verdict, standing
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.steps import ReviewFact, Standing

VERDICT_LABELS = {
    Verdict.ACCEPTED: gettext_noop("accepted"),
    Verdict.SENT_BACK: gettext_noop("sent back"),
}


def require_publishable(
    *,
    text_sha256: str,
    reviews: Iterable[ReviewFact],
    authors: frozenset[int],
    open_places: int,
    withdrawn: bool,
    apart: bool = True,
) -> Standing:
    """The steps that let this text go public and who took them. Raises Refused with the cure where it may not."""
    if withdrawn:
        raise Refused(
            gettext_noop("This story was withdrawn and stays withdrawn."),
            cure=gettext_noop("Write a new story if there is something new to say."),
        )
    require_no_open_places(open_places)
    now = standing(text_sha256, reviews, authors, apart=apart)
    if now.back:
        raise Refused(
            gettext_noop("A reviewer sent this text back."),
            cure=gettext_noop("Change the text as the comment asks and submit it again."),
        )
    if not now.complete:
        raise Refused(
            gettext_noop("This text has %(have)d of the %(required)d steps: three reviews and three proofs."),
            cure=gettext_noop("Submit it for review; after any change all six are taken again."),
            have=len(now.held),
            required=len(Step),
        )
    return now


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
