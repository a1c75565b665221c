from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks
from lianjian.apps.agreements.actions._passing import lock_pen
from lianjian.apps.agreements.events import PenOffered
from lianjian.apps.agreements.models import PenPassing
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.pen import Passing
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def offer_pen(*, by: Actor, agreement: int, to: int, now: datetime | None = None) -> PenPassing:
    """Offer the pen of a draft to another party: a negotiator of the party that holds it may. It stays where it is until
    the other accepts. The same offer again is one offer."""
    moment = moment_of(by, now, wall=timezone.now())
    row, pen, there = lock_pen(by, agreement, civil_date(moment))
    check_speaks(by, row, pen.holder, *NEGOTIATORS)
    if there is not None and there.taker_id == to:
        return there
    pen.offer(to)
    offer = PenPassing.objects.create(
        agreement=row,
        giver_id=pen.holder,
        taker_id=to,
        state=Passing.OFFERED,
        offered_at=moment,
        offered_by_id=by.person,
    )
    tell(PenOffered(agreement=row.pk, passing=offer.pk, giver=pen.holder, taker=to), by=by)
    return offer
