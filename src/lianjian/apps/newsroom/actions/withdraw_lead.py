from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.rules.leads import LeadState, require_move
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_lead(*, by: Actor, lead: int) -> Lead:
    """As the writer: do not release an entry any more that nobody has taken up, or say no to a newsroom that asked for it."""
    row = Lead.objects.by(by).select_for_update(of=("self",)).filter(pk=lead).first()
    if row is None:
        raise NotThere
    if row.person_id != by.person:
        raise NotAllowed(gettext_noop("Only its writer decides whether an entry is released."))
    require_move(row.state, LeadState.WITHDRAWN)
    row.state, row.note = LeadState.WITHDRAWN, ""
    row.save(update_fields=["state", "note"])
    tell(LeadMoved(lead=row.pk, newsroom=row.newsroom_id, entry=row.entry_id, state=row.state), by=by)
    return row
