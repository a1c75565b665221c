from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._periods import keep_tally, lock_value
from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.models import PeriodValue
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.periods import ValueState, judge_approver
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def approve_value(
    *, by: Actor, value: int, text: str = "", client_key: str | None = None, now: datetime | None = None
) -> PeriodValue:
    """The receiver says that a reported value holds: it counts from now on, and an earlier one of that period no longer.

    Those who may bind the receiver do, never the reporter nor anybody with a mandate in the giving party. Approving the
    approved again changes nothing.
    """
    row = lock_value(by, value)
    if row.state == ValueState.APPROVED:
        return row
    judge_approver(by.person, reporter=row.step.person_id)
    if row.state != ValueState.REPORTED:
        raise Refused(
            gettext_noop("This value was returned or replaced meanwhile."),
            cure=gettext_noop("Load the page again and look at the latest one."),
        )
    step = take_step(
        by,
        row.period.commitment_id,
        Move.APPROVE,
        text=text,
        text_needed=False,
        client_key=client_key,
        now=now,
    )
    values = PeriodValue.objects.across_organisations("below the period in hand").filter(period=row.period)
    values.filter(state=ValueState.APPROVED).update(state=ValueState.SUPERSEDED)
    row.state, row.judgement = ValueState.APPROVED, step
    row.save(update_fields=["state", "judgement"])
    keep_tally(row.period, moment_of(by, now, wall=timezone.now()))
    return row
