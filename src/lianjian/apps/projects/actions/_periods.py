"""Writing the periods of a commitment, and keeping a period's row in line with its values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.models import Commitment, Period, PeriodValue
from lianjian.apps.projects.rules.amounts import check_amount, check_counted
from lianjian.apps.projects.rules.periods import (
    Counting,
    Span,
    ValueState,
    check_spans,
    report_by,
    tally,
    whole,
)
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.apps.projects.rules.periods import PeriodDraft
    from lianjian.foundation.actor import Actor
    from lianjian.kernel.quantities import Unit


def check_periods(
    drafts: Sequence[PeriodDraft], counting: Counting, unit: Unit, *, due_on: date
) -> tuple[list[Decimal], Decimal]:
    """The target of each period, and the one of the whole, which follows from them. Raises Refused; a target that is no
    number is refused beside ``target_1`` and so on."""
    check_spans([Span(one.starts_on, one.ends_on) for one in drafts], due_on=due_on)
    targets = []
    for place, one in enumerate(drafts, start=1):
        target = check_counted(one.target, unit, field=f"target_{place}")
        check_amount(target, field=f"target_{place}")
        targets.append(target)
    total = whole(counting, targets)
    if total is None:
        raise Refused(gettext_noop("Name one period at least."), field="periods")
    check_amount(total, field="target_1")
    return targets, total


def write_periods(commitment: Commitment, drafts: Sequence[PeriodDraft], targets: Sequence[Decimal]) -> None:
    """The rows of checked periods."""
    Period.objects.bulk_create(
        Period(
            commitment=commitment,
            position=place,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            report_by=report_by(one.ends_on),
            target=target,
        )
        for place, (one, target) in enumerate(zip(drafts, targets, strict=True), start=1)
    )


def lock_period(by: Actor, period: int) -> Period:
    """The period below its commitment, which is locked: all steps about a commitment stand in one line. Raises NotThere."""
    row = Period.objects.by(by).filter(pk=period).first()
    if row is None:
        raise NotThere
    Commitment.objects.by(by).select_for_update(of=("self",)).get(pk=row.commitment_id)
    row.refresh_from_db()
    return row


def lock_value(by: Actor, value: int) -> PeriodValue:
    """The value below its commitment, which is locked. Raises NotThere."""
    found = PeriodValue.objects.by(by).filter(pk=value).values_list("period", flat=True).first()
    if found is None:
        raise NotThere
    period = lock_period(by, found)
    values = PeriodValue.objects.across_organisations("below the period in hand")
    return values.select_related("step").get(pk=value, period=period)


def keep_tally(period: Period, moment: datetime) -> None:
    """Bring the row in line with its values."""
    values = PeriodValue.objects.across_organisations("below the period in hand").filter(period=period)
    found = tally([(one.amount, ValueState(one.state)) for one in values.order_by("pk")])
    period.state, period.reported, period.approved = found.state, found.reported, found.approved
    period.moved_at = moment
    period.save(update_fields=["state", "reported", "approved", "moved_at"])
