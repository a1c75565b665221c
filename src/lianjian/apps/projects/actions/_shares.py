"""The parties of an outcome, locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Outcome, OutcomeParty
from lianjian.apps.projects.rules.outcomes import fingerprint_of
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


REFUSAL = ("refused_by", "refused_at", "refusal")


def lock_shares(by: Actor, outcome: int) -> tuple[Outcome, list[OutcomeParty]]:
    """The outcome, locked, with its parties. Raises NotThere."""
    row = Outcome.objects.by(by).select_for_update(of=("self",)).filter(pk=outcome).first()
    if row is None:
        raise NotThere
    rows = OutcomeParty.objects.across_organisations("below the outcome in hand").filter(outcome=row)
    return row, list(rows)


def own_of_seen(rows: list[OutcomeParty], organisation: int, seen: str) -> OutcomeParty:
    """The row of ``organisation`` in the proposal that was before one's eyes. Raises Refused where there is none, or
    another by now."""
    weights = {one.organisation_id: one.weight for one in rows if one.weight is not None}
    if not weights:
        raise Refused(gettext_noop("The shares are equal; there is nothing to agree to."))
    if fingerprint_of(weights) != seen:
        raise Refused(
            gettext_noop("Other shares were proposed meanwhile."),
            cure=gettext_noop("Look at the new ones, then agree."),
        )
    return next(one for one in rows if one.organisation_id == organisation)
