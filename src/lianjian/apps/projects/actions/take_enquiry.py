from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._enquiring import keep_step, lock_enquiry
from lianjian.apps.projects.rules.enquiries import EnquiryState, EnquiryStepKind, check_open
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Enquiry
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_enquiry(*, by: Actor, enquiry: int, now: datetime | None = None) -> Enquiry:
    """A person of the village takes an enquiry on. The same one twice is once; who comes second is told who has it."""
    row = lock_enquiry(by, enquiry)
    check_open(row.state)
    if row.state == EnquiryState.TAKEN and row.taken_by_id == by.person:
        return row
    if row.state != EnquiryState.NEW:
        raise Refused(gettext_noop("Somebody has taken this enquiry on already."))
    row.state, row.taken_by_id = EnquiryState.TAKEN, by.person
    row.save(update_fields=["state", "taken_by"])
    keep_step(
        by,
        row,
        EnquiryStepKind.TAKEN,
        organisation=row.handler_id,
        at=moment_of(by, now, wall=timezone.now()),
    )
    return row
