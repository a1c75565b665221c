from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._enquiring import keep_step, lock_enquiry
from lianjian.apps.projects.rules.enquiries import EnquiryState, EnquiryStepKind, check_open

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Enquiry
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_enquiry(*, by: Actor, enquiry: int, text: str = "", now: datetime | None = None) -> Enquiry:
    """Say that the asker was answered; ``text`` is a note for colleagues. Whoever answers has taken it on. Twice is
    once."""
    row = lock_enquiry(by, enquiry)
    if row.state == EnquiryState.ANSWERED:
        return row
    check_open(row.state)
    note = clean_line(text, field="text", longest=300, needed=False)
    moment = moment_of(by, now, wall=timezone.now())
    row.state, row.answered_at = EnquiryState.ANSWERED, moment
    row.taken_by_id = row.taken_by_id or by.person
    row.save(update_fields=["state", "answered_at", "taken_by"])
    keep_step(by, row, EnquiryStepKind.ANSWERED, organisation=row.handler_id, text=note, at=moment)
    return row
