from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.projects.actions._shares import lock_shares
from lianjian.apps.projects.events import SharesAgreed
from lianjian.apps.projects.rules.outcomes import fingerprint_of, judge_sharer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Outcome
    from lianjian.foundation.actor import Actor


@transaction.atomic
def agree_shares(
    *, by: Actor, outcome: int, organisation: int, seen: str, now: datetime | None = None
) -> Outcome:
    """Agree, for ``organisation``, to the weights that were before one's eyes (``seen``, see ``OutcomeLine.shares_seen``).

    Those who may promise for that party do. Refused where others were proposed meanwhile. Once the last party has agreed,
    the outcome is divided by these weights.
    """
    row, rows = lock_shares(by, outcome)
    judge_sharer({one.organisation_id for one in rows}, organisation=organisation,
                 negotiates=bool(by.roles_in(organisation) & NEGOTIATORS), person=by.person)  # fmt: skip
    weights = {one.organisation_id: one.weight for one in rows if one.weight is not None}
    if not weights:
        raise Refused(gettext_noop("The shares are equal; there is nothing to agree to."))
    if fingerprint_of(weights) != seen:
        raise Refused(
            gettext_noop("Other shares were proposed meanwhile."),
            cure=gettext_noop("Look at the new ones, then agree."),
        )
    own = next(one for one in rows if one.organisation_id == organisation)
    if own.agreed_at is not None:
        return row
    own.agreed_by_id, own.agreed_at = by.person, moment_of(by, now, wall=timezone.now())
    own.save(update_fields=["agreed_by", "agreed_at"])
    counts = all(one.agreed_at is not None for one in rows)
    tell(SharesAgreed(outcome=row.pk, organisation=organisation, counts=counts), by=by)
    return row
