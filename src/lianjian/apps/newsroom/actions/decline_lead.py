from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import LeadMoved
from lianjian.apps.newsroom.models import Lead
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.leads import WORD_LIMIT, LeadState, require_move
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def decline_lead(*, by: Actor, lead: int, answer: str) -> Lead:
    """Say no to an offered lead, with a word that its writer reads. The newsroom does not read the entry any more."""
    row = Lead.objects.by(by).select_for_update(of=("self",)).filter(pk=lead).first()
    if row is None:
        raise NotThere
    require_writer(by, row.newsroom_id)
    require_move(row.state, LeadState.DECLINED)
    row.answer = clean_line(answer, field="answer", longest=WORD_LIMIT)
    row.state, row.answered_by_id, row.answered_at = LeadState.DECLINED, by.person, timezone.now()
    row.save(update_fields=["answer", "state", "answered_by", "answered_at"])
    tell(LeadMoved(lead=row.pk, newsroom=row.newsroom_id, entry=row.entry_id, state=row.state), by=by)
    return row
