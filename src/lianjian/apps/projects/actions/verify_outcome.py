from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.projects.events import OutcomeVerified
from lianjian.apps.projects.models import Outcome
from lianjian.apps.projects.rules.outcomes import OutcomeState, judge_verifier
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def verify_outcome(
    *, by: Actor, outcome: int, verified: bool = True, remark: str = "", now: datetime | None = None
) -> Outcome:
    """Say that a reported outcome holds, or, with ``verified`` False and the reason, that it does not.

    A person with a mandate in another party than the reporting one; being a network administrator is no
    mandate. Only verified outcomes count. A verified one can still be disputed, a disputed one be verified.
    """
    row = Outcome.objects.by(by).select_for_update(of=("self",)).filter(pk=outcome).first()
    if row is None:
        raise NotThere
    judge_verifier(
        by.acting_for if row.reported_by_id not in by.organisations else by.organisations,
        reported_by=row.reported_by_id,
        person=by.person,
        reporter=row.reporter_id,
    )
    after = OutcomeState.VERIFIED if verified else OutcomeState.DISPUTED
    if row.state == after:
        return row
    row.state = after
    row.verifier_id = by.person
    row.verified_at = moment_of(by, now, wall=timezone.now())
    row.remark = clean(remark, field="remark", longest=2000, needed=not verified)
    row.save(update_fields=["state", "verifier", "verified_at", "remark"])
    tell(OutcomeVerified(outcome=row.pk, organisation=row.reported_by_id, verified=verified), by=by)
    return row
