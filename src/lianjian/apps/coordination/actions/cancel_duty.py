from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.actions._running import KEEPERS
from lianjian.apps.coordination.events import DutyCancelled
from lianjian.apps.coordination.models import Duty
from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.rules.duties import DutyState, check_open
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def cancel_duty(*, by: Actor, duty: int, reason: str) -> Duty:
    """Say that a duty is no longer needed, and why. Those who may assign it may; a cancelled one stays
    readable."""
    row = Duty.objects.by(by).select_for_update(of=("self",)).filter(pk=duty).first()
    if row is None:
        raise NotThere
    runs = by.holds(*KEEPERS, organisation=row.organisation_id)
    if not runs and row.organisation_id not in organisations_looked_after(by):
        raise NotAllowed(gettext_noop("Only those who run the group can do this."))
    if row.state == DutyState.CANCELLED:
        return row
    check_open(row.state)
    row.state = DutyState.CANCELLED
    row.note = clean(reason, field="reason", longest=2000)
    row.save(update_fields=["state", "note"])
    tell(DutyCancelled(duty=row.pk, organisation=row.organisation_id), by=by)
    return row
