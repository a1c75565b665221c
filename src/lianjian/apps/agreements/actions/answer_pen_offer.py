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
def answer_pen_offer(*, by: Actor, passing: int, accepts: bool, now: datetime | None = None) -> PenPassing:
    """Take the pen that is offered to one's own party, or decline it: a negotiator of that party may. The same answer
    again is one answer. Words, stands and proposals stay as they are."""
    moment = moment_of(by, now, wall=timezone.now())
    row, pen, _open = lock_pen(by, agreement_of(by, passing), civil_date(moment))
    offer = PenPassing.objects.by(by).get(pk=passing)
    check_speaks(by, row, offer.taker_id, *NEGOTIATORS)
    state = Passing.ACCEPTED if accepts else Passing.DECLINED
    if offer.state == state:
        return offer
    if offer.state != Passing.OFFERED:
        pen = pen.without_offer()
    after = pen.accept(offer.taker_id) if accepts else pen.drop()
    settle(by, offer, state, moment)
    if accepts:
        row.pen_id = after.holder
        row.save(update_fields=["pen"])
    tell(PenOfferSettled(agreement=row.pk, passing=offer.pk, state=state, holder=after.holder), by=by)
    return offer
