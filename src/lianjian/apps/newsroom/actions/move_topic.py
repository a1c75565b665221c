from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import TopicMoved
from lianjian.apps.newsroom.models import Topic
from lianjian.apps.newsroom.rules.planning import WORD_LIMIT, AssignmentState, TopicState, require_topic_move
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def move_topic(*, by: Actor, topic: int, to: str, reason: str = "") -> Topic:
    """Approve a topic, drop it (with a reason), say that it is done, or open it again. ``to`` is a word of
    ``rules.planning.TopicState``. Nothing is dropped or done while somebody still has an assignment for it."""
    row = Topic.objects.by(by).select_for_update(of=("self",)).filter(pk=topic).first()
    if row is None or to not in set(TopicState):
        raise NotThere
    state = TopicState(to)
    require_topic_move(by, row.newsroom_id, row.state, state)
    over = state in {TopicState.DROPPED, TopicState.DONE}
    if over and row.assignments.filter(state=AssignmentState.OPEN).exists():
        raise Refused(
            gettext_noop("Somebody still has an open assignment for this topic."),
            cure=gettext_noop("Call it off or wait for its answer."),
        )
    row.reason = clean_line(reason, field="reason", longest=WORD_LIMIT, needed=state is TopicState.DROPPED)
    row.state, row.decided_by_id, row.decided_at = state, by.person, timezone.now()
    row.save(update_fields=["reason", "state", "decided_by", "decided_at"])
    tell(TopicMoved(topic=row.pk, newsroom=row.newsroom_id, state=state), by=by)
    return row
