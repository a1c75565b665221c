from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.exchange.actions._owning import lock_endowment
from lianjian.apps.exchange.events import EndowmentWithdrawn
from lianjian.apps.exchange.rules.endowments import judge_recorder
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.exchange.models import Endowment
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_endowment(*, by: Actor, endowment: int, reason: str, now: datetime | None = None) -> Endowment:
    """Say that it is not there any more, or was entered by mistake. What everybody sees is taken away only by
    those who may show it. Twice is once."""
    row = lock_endowment(by, endowment)
    decides = by.holds(*NEGOTIATORS, organisation=row.organisation_id)
    judge_recorder(acts_for=by.acts_for(row.organisation_id), decides=decides, public=row.public)
    if row.withdrawn_on is not None:
        return row
    row.withdrawn_on = civil_date(moment_of(by, now, wall=timezone.now()))
    row.withdrawn_because = clean_line(reason, field="reason", longest=300)
    row.save(update_fields=["withdrawn_on", "withdrawn_because"])
    tell(EndowmentWithdrawn(endowment=row.pk, organisation=row.organisation_id), by=by)
    return row
