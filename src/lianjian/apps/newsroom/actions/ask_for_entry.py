from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.queries import log_entry
from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.leads import LeadState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def ask_for_entry(*, by: Actor, entry: int, newsroom: int | None = None) -> Lead:
    """Ask the writer of an entry, which ``by`` sees by their own mandates, to release it to their newsroom. Nobody else in
    the newsroom reads it until the writer says yes. An entry is asked for once.

    ``newsroom`` as in ``start_story``. Raises NotThere where ``by`` does not see the entry.
    """
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    line = log_entry(by, entry)
    if line.withdrawn:
        raise Refused(gettext_noop("This entry was taken back; there is nothing left to offer."))
    rows = Lead.objects.across_organisations("the newsroom and the entry were checked above")
    lead = rows.filter(entry=entry, newsroom=house).first()
    if lead is not None:
        return lead
    lead = Lead.objects.create(
        newsroom_id=house,
        entry_id=entry,
        village_id=line.village,
        person_id=line.person,
        state=LeadState.ASKED,
        asked_by_id=by.person,
        made_at=timezone.now(),
    )
    tell(LeadMoved(lead=lead.pk, newsroom=house, entry=entry, state=lead.state), by=by)
    return lead
