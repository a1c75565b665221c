from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks
from lianjian.apps.agreements.actions._passing import agreement_of, lock_pen, settle
from lianjian.apps.agreements.events import PenOfferSettled
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
def take_back_pen_offer(*, by: Actor, passing: int, now: datetime | None = None) -> PenPassing:
    """Keep the pen after all: a negotiator of the party that offered it may, until it is accepted. Twice is once."""
    moment = moment_of(by, now, wall=timezone.now())
    row, pen, _open = lock_pen(by, agreement_of(by, passing), civil_date(moment))
    offer = PenPassing.objects.by(by).get(pk=passing)
    check_speaks(by, row, offer.giver_id, *NEGOTIATORS)
    if offer.state == Passing.TAKEN_BACK:
        return offer
    after = (pen if offer.state == Passing.OFFERED else pen.without_offer()).drop()
    settle(by, offer, Passing.TAKEN_BACK, moment)
    told = PenOfferSettled(agreement=row.pk, passing=offer.pk, state=Passing.TAKEN_BACK, holder=after.holder)
    tell(told, by=by)
    return offer
