from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._alliance import is_member
from lianjian.apps.projects.actions._enquiring import keep_step, lock_enquiry
from lianjian.apps.projects.actions._joint import parties_of
from lianjian.apps.projects.rules.enquiries import EnquiryState, EnquiryStepKind, check_open
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Enquiry
    from lianjian.foundation.actor import Actor


@transaction.atomic
def pass_on_enquiry(
    *, by: Actor, enquiry: int, organisation: int, text: str = "", now: datetime | None = None
) -> Enquiry:
    """Pass an enquiry on to another member of the alliance, or another party of the project, with a note. From now on
    only the people there see the contact; it is new for them, and goes on waiting since the day it came."""
    row = lock_enquiry(by, enquiry)
    check_open(row.state)
    if organisation == row.handler_id:
        raise Refused(gettext_noop("It is there already."), field="organisation")
    within = (
        is_member(row.alliance_id, organisation)
        if row.alliance_id is not None
        else row.project is not None and organisation in parties_of(row.project)
    )
    if not within:
        raise Refused(
            gettext_noop(
                "Enquiries are passed on to members of the alliance or parties of the project only."
            ),
            field="organisation",
        )
    before = row.handler_id
    note = clean_line(text, field="text", longest=300, needed=False)
    row.handler_id, row.state = organisation, EnquiryState.NEW
    row.taken_by_id = None
    row.answered_at = None
    row.save(update_fields=["handler", "state", "taken_by", "answered_at"])
    keep_step(
        by,
        row,
        EnquiryStepKind.PASSED,
        organisation=before,
        passed_to=organisation,
        text=note,
        at=moment_of(by, now, wall=timezone.now()),
    )
    return row
