from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.events import DutyFinished
from lianjian.apps.coordination.models import Duty, LogEntry
from lianjian.apps.coordination.rules.duties import DutyState, check_open
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def finish_duty(
    *, by: Actor, duty: int, note: str = "", log_entry: int | None = None, now: datetime | None = None
) -> Duty:
    """Say that a duty is done; a log entry can stand as its proof. Finishing a finished one changes nothing.

    The person it falls to may, and the people of the organisation.
    """
    row = Duty.objects.by(by).select_for_update(of=("self",)).filter(pk=duty).first()
    if row is None:
        raise NotThere
    if not by.acts_for(row.organisation_id) and row.person_id != by.person:
        raise NotAllowed(gettext_noop("Only the people of the organisation it falls to can do this."))
    if row.state == DutyState.DONE:
        return row
    check_open(row.state)
    if log_entry is not None and not LogEntry.objects.by(by).filter(pk=log_entry).exists():
        raise NotThere
    row.state = DutyState.DONE
    row.done_at = moment_of(by, now, wall=timezone.now())
    row.note = clean(note, field="note", longest=2000, needed=False)
    row.log_entry_id = log_entry
    row.save(update_fields=["state", "done_at", "note", "log_entry"])
    late = civil_date(row.done_at) > row.due_on
    tell(DutyFinished(duty=row.pk, organisation=row.organisation_id, late=late), by=by)
    return row
