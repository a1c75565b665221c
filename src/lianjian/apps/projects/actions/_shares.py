"""The parties of an outcome, locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Outcome, OutcomeParty
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def lock_shares(by: Actor, outcome: int) -> tuple[Outcome, list[OutcomeParty]]:
    """The outcome, locked, with its parties. Raises NotThere."""
    row = Outcome.objects.by(by).select_for_update(of=("self",)).filter(pk=outcome).first()
    if row is None:
        raise NotThere
    rows = OutcomeParty.objects.across_organisations("below the outcome in hand").filter(outcome=row)
    return row, list(rows)
