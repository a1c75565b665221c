from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from lianjian.apps.agreements.events import EndingAnnounced
from lianjian.apps.agreements.models import Agreement, Announcement
from lianjian.apps.agreements.queries.paper import BELOW, bound_parties
from lianjian.apps.agreements.rules.ending import ANNOUNCED, announcement_due
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


AT_A_TIME = 100


@transaction.atomic
def announce_endings(*, by: Actor, today: date, now: datetime | None = None) -> int:
    """Tell the parties that an agreement ends: 90, 30 and 7 days before, once each, the nearest only where the system
    had stood still. Gives how many were told. Up to 100 a call, the rest the next; again tells nothing twice."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does what a day brings."))
    told_already = Announcement.objects.across_organisations(BELOW).filter(
        agreement=OuterRef("pk"), ends_on=OuterRef("ends_on")
    )
    near = Q()
    for days in ANNOUNCED:
        within = Q(ends_on__lte=today + timedelta(days=days))
        near |= within & Q(~Exists(told_already.filter(days__lte=days)))
    rows = Agreement.objects.across_organisations("the system does what a day brings").select_for_update()
    waiting = rows.filter(near, state=State.EFFECTIVE, parent=None, ends_on__gte=today).order_by("pk")
    count = 0
    for row in waiting[:AT_A_TIME]:
        if row.ends_on is None:
            continue
        before = Announcement.objects.across_organisations(BELOW).filter(agreement=row, ends_on=row.ends_on)
        days_left = announcement_due(today, row.ends_on, list(before.values_list("days", flat=True)))
        if days_left is None:
            continue
        Announcement.objects.create(
            agreement=row, ends_on=row.ends_on, days=days_left, told_at=now or timezone.now()
        )
        told = EndingAnnounced(
            agreement=row.pk,
            ends_on=row.ends_on.isoformat(),
            days=days_left,
            organisations=list(bound_parties(row).values_list("organisation", flat=True)),
        )
        tell(told, by=by)
        count += 1
    return count
