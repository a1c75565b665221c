"""Outcomes (成效): what came of it, in one unit, proved and verified by somebody who did not report it."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

LARGEST_WEIGHT = Decimal(10) ** 6
"""Exclusive: weights are shares, and the column holds six digits before the point."""


class OutcomeState(StrEnum):
    REPORTED = "reported"
    VERIFIED = "verified"
    DISPUTED = "disputed"


OUTCOME_LABELS = {
    OutcomeState.REPORTED: gettext_noop("reported, not verified"),
    OutcomeState.VERIFIED: gettext_noop("verified"),
    OutcomeState.DISPUTED: gettext_noop("disputed"),
}


def check_weights(parties: AbstractSet[int], weights: Mapping[int, Decimal] | None) -> None:
    """Raises Refused unless there are parties, and either no weights (equal shares) or one above zero for
    each."""
    if not parties:
        raise Refused(gettext_noop("Name the parties whose contributions it needed."), field="parties")
    if weights is None:
        return
    if set(weights) != set(parties) or any(weight <= 0 for weight in weights.values()):
        raise Refused(gettext_noop("Each party needs a weight above zero, or none has one."), field="weights")
    if any(weight >= LARGEST_WEIGHT for weight in weights.values()):
        raise Refused(
            gettext_noop("The number is too large."),
            cure=gettext_noop("Weights are shares, as in 2 and 1."),
            field="weights",
        )


def check_reporter(reported_by: int, involved: AbstractSet[int]) -> None:
    """Raises Refused unless the reporting organisation is one of the outcome's parties, or of those that its
    project or commitment binds: nobody reports what others did without them."""
    if reported_by not in involved:
        raise Refused(
            gettext_noop("The reporting organisation has no part in this outcome."), field="reported_by"
        )


def judge_verifier(
    organisations: AbstractSet[int], *, reported_by: int, person: int | None, reporter: int | None
) -> None:
    """Raises NotAllowed unless a person with a mandate somewhere else than in the reporting party
    verifies."""
    if person is None or not organisations:
        raise NotAllowed(gettext_noop("An outcome is verified by a person with a mandate."))
    if reported_by in organisations or person == reporter:
        raise NotAllowed(
            gettext_noop("Nobody verifies what their own party reported."),
            cure=gettext_noop("Ask somebody of another party."),
        )


def judge_sharer(
    parties: AbstractSet[int], *, organisation: int, negotiates: bool, person: int | None
) -> None:
    """Raises NotAllowed unless a person who may promise for ``organisation``, a party of the outcome, speaks about its
    shares."""
    if organisation not in parties or not negotiates or person is None:
        raise NotAllowed(
            gettext_noop(
                "The leader, liaison officer or first secretary of a party of the outcome does this."
            )
        )


def fingerprint_of(weights: Mapping[int, Decimal]) -> str:
    """Weights as a word that a form sends back, so that nobody agrees to others than they saw."""
    return "|".join(f"{party}:{weight.normalize():f}" for party, weight in sorted(weights.items()))
