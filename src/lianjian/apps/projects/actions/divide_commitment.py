from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.queries import agreements_run_by
from lianjian.apps.projects.actions._periods import check_periods, write_periods
from lianjian.apps.projects.events import CommitmentDivided
from lianjian.apps.projects.models import Commitment, Period, PeriodValue
from lianjian.apps.projects.queries.commitments import negotiates
from lianjian.apps.projects.rules.amounts import tidy
from lianjian.apps.projects.rules.commitments import RUNNING, Side
from lianjian.apps.projects.rules.periods import check_counting
from lianjian.foundation.events import tell
from lianjian.kernel.quantities import Unit
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.projects.rules.periods import PeriodDraft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def divide_commitment(
    *, by: Actor, commitment: int, counting: str, periods: Sequence[PeriodDraft]
) -> Commitment:
    """Cut a counted commitment into periods with a target each, or cut it anew while no value has been reported.

    Those who may promise for the giver, or run the joint group of its agreement, do. Together the periods give the target
    that was promised: less or more is another promise.
    """
    row = Commitment.objects.by(by).select_for_update(of=("self",)).filter(pk=commitment).first()
    if row is None:
        raise NotThere
    runs = row.agreement_id is not None and row.agreement_id in agreements_run_by(by)
    if not runs and not negotiates(by, row, Side.GIVER):
        raise NotAllowed(
            gettext_noop(
                "Only the leader, liaison officer or first secretary of the party that promises can do this."
            )
        )
    if row.state not in RUNNING:
        raise Refused(gettext_noop("Nothing is to be done about this commitment any more."))
    if not row.unit or row.target is None:
        raise Refused(
            gettext_noop("This commitment is not counted in numbers."),
            cure=gettext_noop("Only what has a target can be cut into periods."),
        )
    values = PeriodValue.objects.across_organisations("below the commitment in hand")
    if values.filter(period__commitment=row).exists():
        raise Refused(gettext_noop("A value has been reported: the periods stay as they are."))
    how = check_counting(counting)
    targets, total = check_periods(periods, how, Unit(row.unit), due_on=row.due_on)
    if total != row.target:
        raise Refused(
            gettext_noop("The periods give %(total)s; %(target)s was promised."),
            cure=gettext_noop("Type targets that give what was promised."),
            field="target_1",
            total=tidy(total),
            target=tidy(row.target),
        )
    Period.objects.across_organisations("below the commitment in hand").filter(commitment=row).delete()
    row.counting = how
    row.save(update_fields=["counting"])
    write_periods(row, periods, targets)
    tell(CommitmentDivided(commitment=row.pk, counting=how, periods=len(targets)), by=by)
    return row
