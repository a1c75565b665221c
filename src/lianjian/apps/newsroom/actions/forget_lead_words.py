from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.rules.leads import LeadState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def forget_lead_words(*, by: Actor, entry: int) -> int:
    """An entry was taken back: what its writer said about it goes too, and leads that nobody took up end. Returns how many
    leads there were. A story that was made of it keeps the link, so that its editor sees what happened. Only the system."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the writer can take an entry back."))
    rows = Lead.objects.by(by).select_for_update(of=("self",)).filter(entry=entry)
    found = list(rows)
    for lead in found:
        lead.note = ""
        if lead.state != LeadState.TAKEN:
            lead.state = LeadState.WITHDRAWN
        lead.save(update_fields=["note", "state"])
        told = LeadMoved(lead=lead.pk, newsroom=lead.newsroom_id, entry=entry, state=lead.state)
        tell(told, by=by)
    return len(found)
