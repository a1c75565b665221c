from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._passing import lock_pen, settle
from lianjian.apps.agreements.events import PenDecided
from lianjian.apps.agreements.models import PenPassing
from lianjian.apps.agreements.queries.pens import coordinates
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.pen import Passing
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def decide_pen(*, by: Actor, agreement: int, to: int, reason: str, now: datetime | None = None) -> PenPassing:
    """Give the pen to a party that can write, where nobody negotiates for its holder any more or the holder is no party:
    the organisation whose call led to the agreement decides (its leader, liaison officer or administrator), and the
    network's administrator. The reason is kept and all parties read it."""
    moment = moment_of(by, now, wall=timezone.now())
    row, pen, offer = lock_pen(by, agreement, civil_date(moment))
    if not coordinates(by, row):
        raise NotAllowed(
            gettext_noop("Whoever coordinates the network decides this."),
            cure=gettext_noop(
                "The organisation whose call led to the agreement does, or the network's administrator."
            ),
        )
    pen.decide(to)
    if offer is not None:
        settle(by, offer, Passing.OVERTAKEN, moment)
    decided = PenPassing.objects.create(
        agreement=row,
        giver_id=pen.holder,
        taker_id=to,
        state=Passing.DECIDED,
        offered_at=moment,
        offered_by_id=by.person,
        settled_at=moment,
        settled_by_id=by.person,
        reason=clean(reason, field="reason", longest=2000),
    )
    row.pen_id = to
    row.save(update_fields=["pen"])
    tell(PenDecided(agreement=row.pk, passing=decided.pk, giver=pen.holder, taker=to), by=by)
    return decided
