from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._shares import lock_shares, own_of_seen
from lianjian.apps.projects.events import SharesRefused
from lianjian.apps.projects.rules.outcomes import judge_sharer
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Outcome
    from lianjian.foundation.actor import Actor


@transaction.atomic
def refuse_shares(
    *, by: Actor, outcome: int, organisation: int, seen: str, reason: str, now: datetime | None = None
) -> Outcome:
    """Say, for ``organisation``, that the weights that were before one's eyes (``seen``) are not right, and why; an earlier
    consent of it ends. The shares stay equal until others are proposed and agreed to.

    Those who may promise for that party do. Refused where others were proposed meanwhile. The same refusal again is one.
    """
    row, rows = lock_shares(by, outcome)
    judge_sharer({one.organisation_id for one in rows}, organisation=organisation,
                 negotiates=bool(by.roles_in(organisation) & NEGOTIATORS), person=by.person)  # fmt: skip
    own = own_of_seen(rows, organisation, seen)
    said = clean_line(reason, field="reason", longest=300)
    if own.refused_at is not None and own.refusal == said:
        return row
    own.agreed_by, own.agreed_at = None, None
    own.refused_by_id, own.refused_at, own.refusal = by.person, moment_of(by, now, wall=timezone.now()), said
    own.save()
    tell(SharesRefused(outcome=row.pk, organisation=organisation), by=by)
    return row
