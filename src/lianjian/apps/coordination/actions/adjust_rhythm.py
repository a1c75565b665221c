from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.events import RhythmAdjusted
from lianjian.apps.coordination.models import Duty, Rhythm
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.rhythm import Period, check_exceptions, check_rhythm, due_dates
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def adjust_rhythm(
    *, by: Actor, rhythm: int, today: date, ends_on: date | None = None, exceptions: Collection[date] = ()
) -> Rhythm:
    """Give a rhythm its last day, and the single days that fall out; both replace what was said before.

    Duties that it has made already for such days, are still open and not yet due are cancelled with it. What was due
    before ``today`` stays: it was owed. Days that are let in again become duties only where they had none.
    """
    row = Rhythm.objects.by(by).filter(pk=rhythm).first()
    if row is None:
        raise NotThere
    lock_group(by, row.group_id)
    check_rhythm(row.every, row.period, row.starts_on, ends_on)
    row.ends_on, row.exceptions = ends_on, check_exceptions(exceptions)
    row.save(update_fields=["ends_on", "exceptions"])
    made = Duty.objects.across_organisations("made by the rhythm in hand").filter(
        rhythm=row, state=DutyState.OPEN, due_on__gte=today
    )
    last = row.made_until or today
    kept = due_dates(
        row.starts_on,
        every=row.every,
        period=Period(row.period),
        after=None,
        until=min(last, ends_on) if ends_on is not None else last,
        on=row.on,
        exceptions=row.exceptions,
    )
    gone = made.exclude(due_on__in=kept)
    count = gone.update(state=DutyState.CANCELLED, note=str(gettext_noop("The rhythm was changed.")))
    tell(RhythmAdjusted(rhythm=row.pk, group=row.group_id, cancelled=count), by=by)
    return row
