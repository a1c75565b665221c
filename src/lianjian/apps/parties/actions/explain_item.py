from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.parties.actions._handing import lock_handover
from lianjian.apps.parties.events import HandoverItemDecided
from lianjian.apps.parties.models import HandoverItem
from lianjian.apps.parties.rules.handovers import ItemState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def explain_item(*, by: Actor, handover: int, item: str, answer: str) -> HandoverItem:
    """Whoever leaves says what was not clear about a line (``app/key``) that was not taken over; it is open again."""
    hand = lock_handover(by, handover)
    hand.allow(outgoing=True, steward=True)
    app, _, key = item.partition("/")
    lines = HandoverItem.objects.across_organisations("below the handover in hand").select_for_update()
    line = lines.filter(handover=hand.row, source_app=app, source_key=key).first()
    if line is None:
        raise NotThere
    words = clean_line(answer, field="answer", longest=500)
    if line.state == ItemState.OPEN and line.answer == words:
        return line
    if line.state != ItemState.RETURNED:
        raise Refused(gettext_noop("Nobody asks about this."))
    line.answer, line.state = words, ItemState.OPEN
    line.save(update_fields=["answer", "state"])
    told = HandoverItemDecided(
        handover=hand.row.pk, source_app=app, source_key=key, state=line.state, owner=None
    )
    tell(told, by=by)
    return line
