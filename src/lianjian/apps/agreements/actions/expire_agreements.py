from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._ending import write_end
from lianjian.apps.agreements.models import Agreement
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.ending import Ending
from lianjian.apps.agreements.rules.signing import State
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


AT_A_TIME = 100


@transaction.atomic
def expire_agreements(*, by: Actor, today: date, now: datetime | None = None) -> int:
    """End the agreements whose last day was before ``today``; gives how many. Up to 100 a call, the rest the next;
    running it again ends nothing twice, and a pause of weeks is made up for."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does what a day brings."))
    rows = Agreement.objects.across_organisations("the system does what a day brings").select_for_update()
    over = rows.filter(state=State.EFFECTIVE, parent=None, ends_on__lt=today).order_by("pk")
    ended = 0
    for row in over[:AT_A_TIME]:
        paper_of(row).expire(today=today, ends_on=row.ends_on)
        write_end(by, row, Ending.EXPIRY, now or timezone.now())
        ended += 1
    return ended
