from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._periods import keep_tally, lock_period
from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.models import PeriodValue
from lianjian.apps.projects.rules.amounts import check_counted
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.periods import Span, ValueState, check_begun
from lianjian.kernel.clock import civil_date
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def report_value(
    *,
    by: Actor,
    period: int,
    value: str | int | Decimal,
    text: str = "",
    files: Sequence[File] = (),
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> PeriodValue:
    """The giver says what was reached in a period (or, where it is a level, at its end), as a number in the unit of the
    commitment, with words, files or an entry of the log as proof.

    Anybody with a mandate in the giving party may, its reporters too. It counts once the receiver has approved it. A later
    value for the same period replaces one that waits; one that was approved counts until the later one is approved.
    """
    evidence = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        row = lock_period(by, period)
        unit = Unit(row.commitment.unit)
        amount = check_counted(value, unit, field="value")
        moment = moment_of(by, now, wall=timezone.now())
        check_begun(Span(row.starts_on, row.ends_on), civil_date(moment))
        step = take_step(
            by,
            row.commitment_id,
            Move.VALUE,
            text=text,
            text_needed=False,
            value=amount,
            files=evidence,
            log_entry=log_entry,
            client_key=client_key,
            now=now,
        )
        values = PeriodValue.objects.across_organisations("below the period in hand")
        sent = values.filter(step=step).first()
        if sent is not None and sent.period_id != row.pk:
            raise Refused(gettext_noop("This proves the value of another period already."), field="log_entry")
        if sent is not None:
            return sent
        values.filter(period=row, state=ValueState.REPORTED).update(state=ValueState.SUPERSEDED)
        made = PeriodValue.objects.create(period=row, step=step, amount=amount, state=ValueState.REPORTED)
        keep_tally(row, moment)
        return made
