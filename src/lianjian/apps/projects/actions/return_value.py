from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._periods import keep_tally, lock_value
from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.periods import ValueState, judge_approver
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import PeriodValue
    from lianjian.foundation.actor import Actor


@transaction.atomic
def return_value(
    *, by: Actor, value: int, reason: str, client_key: str | None = None, now: datetime | None = None
) -> PeriodValue:
    """The receiver says that a value does not hold, and why; the giver reports another one. One that was approved before
    can be returned too: it counts no longer. Returning the returned again changes nothing."""
    row = lock_value(by, value)
    if row.state == ValueState.RETURNED:
        return row
    judge_approver(by.person, reporter=row.step.person_id)
    if row.state == ValueState.SUPERSEDED:
        raise Refused(
            gettext_noop("This value was returned or replaced meanwhile."),
            cure=gettext_noop("Load the page again and look at the latest one."),
        )
    step = take_step(
        by,
        row.period.commitment_id,
        Move.RETURN,
        text=reason,
        text_needed=True,
        client_key=client_key,
        now=now,
    )
    row.state, row.judgement = ValueState.RETURNED, step
    row.save(update_fields=["state", "judgement"])
    keep_tally(row.period, moment_of(by, now, wall=timezone.now()))
    return row
