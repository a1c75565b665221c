from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import decide, holds_there, lock_handover
from lianjian.apps.parties.rules.handovers import ItemState
from lianjian.foundation.dating import moment_of
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.parties.models import HandoverItem
    from lianjian.foundation.actor import Actor


@transaction.atomic
def give_item(
    *, by: Actor, handover: int, item: str, person: int, remark: str = "", now: datetime | None = None
) -> HandoverItem:
    """Give a line of the list (``app/key``) to somebody else of the organisation, who holds a mandate there today.

    The successor may, and a leader, liaison officer or administrator of the organisation.
    """
    hand = lock_handover(by, handover)
    hand.allow(successor=True, steward=True)
    moment = moment_of(by, now, wall=timezone.now())
    if person == hand.row.outgoing_id:
        raise Refused(gettext_noop("This person is the one who leaves."), field="person")
    if not holds_there(person, hand.row.organisation_id, civil_date(moment)):
        raise Refused(
            gettext_noop("This person holds no mandate in that organisation."),
            cure=gettext_noop("Grant the mandate first."),
            field="person",
        )
    return decide(
        by,
        hand.row,
        item,
        ItemState.GIVEN,
        owner=person,
        remark=clean_line(remark, field="remark", longest=500, needed=False),
        moment=moment,
    )
