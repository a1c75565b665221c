from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.projects.actions._shares import REFUSAL, lock_shares, own_of_seen
from lianjian.apps.projects.events import SharesAgreed
from lianjian.apps.projects.rules.outcomes import judge_sharer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Outcome
    from lianjian.foundation.actor import Actor


@transaction.atomic
def agree_shares(
    *, by: Actor, outcome: int, organisation: int, seen: str, now: datetime | None = None
) -> Outcome:
    """Agree, for ``organisation``, to the weights that were before one's eyes (``seen``, see ``OutcomeLine.shares_seen``).

    Those who may promise for that party do. Refused where others were proposed meanwhile. An
    earlier refusal is taken back by it. Once the last party has agreed,
    the outcome is divided by these weights.
    """
    row, rows = lock_shares(by, outcome)
    judge_sharer({one.organisation_id for one in rows}, organisation=organisation,
                 negotiates=bool(by.roles_in(organisation) & NEGOTIATORS), person=by.person)  # fmt: skip
    own = own_of_seen(rows, organisation, seen)
    if own.agreed_at is not None:
        return row
    own.agreed_by_id, own.agreed_at = by.person, moment_of(by, now, wall=timezone.now())
    own.refused_by, own.refused_at, own.refusal = None, None, ""
    own.save(update_fields=["agreed_by", "agreed_at", *REFUSAL])
    counts = all(one.agreed_at is not None for one in rows)
    tell(SharesAgreed(outcome=row.pk, organisation=organisation, counts=counts), by=by)
    return row
