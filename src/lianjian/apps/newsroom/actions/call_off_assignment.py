from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import AssignmentMoved
from lianjian.apps.newsroom.models import Assignment
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.planning import WORD_LIMIT, AssignmentState, require_open
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def call_off_assignment(*, by: Actor, assignment: int, reason: str) -> Assignment:
    """Take an open assignment back, with the reason that its person reads. Whoever works in the newsroom may."""
    row = Assignment.objects.by(by).select_for_update(of=("self",)).filter(pk=assignment).first()
    if row is None:
        raise NotThere
    require_writer(by, row.topic.newsroom_id)
    require_open(row.state)
    row.answer = clean_line(reason, field="reason", longest=WORD_LIMIT)
    row.state, row.answered_at = AssignmentState.CANCELLED, timezone.now()
    row.save(update_fields=["answer", "state", "answered_at"])
    tell(AssignmentMoved(assignment=row.pk, topic=row.topic_id, state=row.state), by=by)
    return row
