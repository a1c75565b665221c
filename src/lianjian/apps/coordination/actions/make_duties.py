from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.coordination.events import DutiesMade
from lianjian.apps.coordination.models import Duty, Rhythm
from lianjian.apps.coordination.rules.duties import DutyState
from lianjian.apps.coordination.rules.rhythm import Period, due_dates
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

AHEAD = timedelta(days=45)
AT_A_TIME = 500
DATES_AT_A_TIME = 60
"""Dates of one rhythm in one go: more than a year of weeks; the rest the next time."""


@transaction.atomic
def make_duties(*, by: Actor, today: date) -> int:
    """Make the duties that the agreed rhythms bring until 45 days from ``today``; returns how many rhythms were
    looked at, 0 when all are up to date.

    Exact and resumable: each rhythm remembers how far it got, that mark only moves forward (a clock set
    back makes nothing twice), and the database holds one duty a rhythm and date. Up to 500 rhythms and 60 dates of
    each a call, the rest the next.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system makes the duties of the agreed rhythms."))
    until = today + AHEAD
    rows = Rhythm.objects.across_organisations("the system makes everybody's duties").select_for_update()
    waiting = list(
        rows.filter(Q(made_until=None) | Q(made_until__lt=until), starts_on__lte=until).order_by("pk")[
            :AT_A_TIME
        ]
    )
    duties: list[Duty] = []
    for rhythm in waiting:
        days = _next_days(rhythm, until)
        duties += [
            Duty(
                organisation_id=rhythm.organisation_id,
                person_id=rhythm.person_id,
                what=rhythm.what,
                due_on=day,
                state=DutyState.OPEN,
                rhythm=rhythm,
                source_app="coordination",
                source_key=f"rhythm:{rhythm.pk}",
            )
            for day in days
        ]
        rhythm.made_until = until if len(days) < DATES_AT_A_TIME else days[-1]
    Duty.objects.bulk_create(duties, batch_size=500, ignore_conflicts=True)
    Rhythm.objects.across_organisations("the rows locked above").bulk_update(waiting, ["made_until"])
    if duties:
        tell(DutiesMade(count=len(duties), until=until.isoformat()), by=by)
    return len(waiting)


def _next_days(rhythm: Rhythm, until: date) -> list[date]:
    return due_dates(
        rhythm.starts_on,
        every=rhythm.every,
        period=Period(rhythm.period),
        after=rhythm.made_until,
        until=min(until, rhythm.ends_on) if rhythm.ends_on is not None else until,
        on=rhythm.on,
        exceptions=rhythm.exceptions,
        most=DATES_AT_A_TIME,
    )
