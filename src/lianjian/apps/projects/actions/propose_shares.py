from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.projects.actions._shares import REFUSAL, lock_shares
from lianjian.apps.projects.events import SharesProposed
from lianjian.apps.projects.rules.amounts import check_amount
from lianjian.apps.projects.rules.outcomes import check_weights, judge_sharer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.models import Outcome
    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_shares(
    *,
    by: Actor,
    outcome: int,
    organisation: int,
    weights: Mapping[int, str | int | Decimal] | None,
    now: datetime | None = None,
) -> Outcome:
    """Say, for ``organisation``, by which weights an outcome is to be divided among its parties; None proposes equal shares
    again.

    Those who may promise for a party do. Every earlier consent ends; the proposer's party has agreed with the proposal, and
    it counts once all the others have. Until then, and where nobody proposed anything, the shares are equal. What this
    party has proposed or agreed to already is not proposed again.
    """
    row, rows = lock_shares(by, outcome)
    judge_sharer({one.organisation_id for one in rows}, organisation=organisation,
                 negotiates=bool(by.roles_in(organisation) & NEGOTIATORS), person=by.person)  # fmt: skip
    agreed = (
        None
        if weights is None
        else {party: check_amount(weight, field="weights") for party, weight in weights.items()}
    )
    check_weights({one.organisation_id for one in rows}, agreed)
    there = {one.organisation_id: one.weight for one in rows}
    standing = next(one for one in rows if one.organisation_id == organisation).agreed_at is not None
    if there == (dict.fromkeys(there) if agreed is None else agreed) and (standing or agreed is None):
        return row
    moment = moment_of(by, now, wall=timezone.now())
    for one in rows:
        own = agreed is not None and one.organisation_id == organisation
        one.weight = None if agreed is None else agreed[one.organisation_id]
        one.agreed_by_id, one.agreed_at = (by.person, moment) if own else (None, None)
        one.refused_by, one.refused_at, one.refusal = None, None, ""
        one.save(update_fields=["weight", "agreed_by", "agreed_at", *REFUSAL])
    tell(SharesProposed(outcome=row.pk, organisation=organisation, equal=agreed is None), by=by)
    return row
