from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.queries import log_entry, writes_for
from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.queries.leads import newsrooms_to_offer
from lianjian.apps.newsroom.rules.leads import WORD_LIMIT, LeadState, require_move
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def offer_lead(*, by: Actor, entry: int, newsroom: int, note: str = "") -> Lead:
    """Release one's own entry to a newsroom: those who work there read its words and see its photographs from now on.

    ``newsroom`` is the key of a media centre, ``note`` what is said to it besides. Offering what is on offer changes
    nothing. Raises NotThere where the entry is not to be seen, NotAllowed to everybody but its writer.
    """
    line = log_entry(by, entry)
    if by.person is None or line.person != by.person or not writes_for(by, line.village):
        raise NotAllowed(gettext_noop("Only its writer offers an entry to a newsroom."))
    if line.withdrawn:
        raise Refused(gettext_noop("This entry was taken back; there is nothing left to offer."))
    if newsroom not in dict(newsrooms_to_offer()):
        raise Refused(gettext_noop("Choose a newsroom from the list."), field="newsroom")
    words = clean_line(note, field="note", longest=WORD_LIMIT, needed=False)
    rows = Lead.objects.across_organisations("the writer of the entry was checked above")
    lead = rows.select_for_update(of=("self",)).filter(entry=entry, newsroom=newsroom).first()
    if lead is not None and lead.state in {LeadState.OFFERED, LeadState.TAKEN}:
        return lead
    now = timezone.now()
    if lead is None:
        lead = Lead(newsroom_id=newsroom, entry_id=entry, made_at=now)
    else:
        require_move(lead.state, LeadState.OFFERED)
    lead.village_id, lead.person_id = line.village, by.person
    lead.state, lead.note, lead.offered_at = LeadState.OFFERED, words, now
    lead.answer, lead.answered_by, lead.answered_at = "", None, None
    lead.save()
    tell(LeadMoved(lead=lead.pk, newsroom=newsroom, entry=entry, state=lead.state), by=by)
    return lead
