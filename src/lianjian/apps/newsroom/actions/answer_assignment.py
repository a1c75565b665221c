from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import AssignmentMoved
from lianjian.apps.newsroom.models import Assignment, Lead, Story
from lianjian.apps.newsroom.rules.planning import WORD_LIMIT, AssignmentState, require_open
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_assignment(
    *, by: Actor, assignment: int, story: int | None = None, cannot: str = ""
) -> Assignment:
    """Say that one's own assignment is done, with the story that came of it, or that one cannot, with the reason.

    A lead behind the topic keeps the story as what became of it. Raises NotThere outside the newsroom, NotAllowed to
    colleagues.
    """
    row = Assignment.objects.by(by).select_for_update(of=("self",)).filter(pk=assignment).first()
    if row is None:
        raise NotThere
    if row.person_id != by.person:
        raise NotAllowed(gettext_noop("Only the one who has the assignment answers it."))
    require_open(row.state)
    if cannot.strip():
        row.state = AssignmentState.CANNOT
        row.answer = clean_line(cannot, field="cannot", longest=WORD_LIMIT)
    else:
        if story is None:
            raise Refused(
                gettext_noop("Choose the story that came of it, or say why you cannot."), field="story"
            )
        found = Story.for_actor(by).filter(pk=story, newsroom=row.topic.newsroom_id).first()
        if found is None:
            raise Refused(gettext_noop("There is no such story in this newsroom."), field="story")
        row.state, row.story = AssignmentState.DONE, found
        leads = Lead.objects.across_organisations("the topic is in hand")
        leads.filter(topic=row.topic_id, story=None).update(story=found)
    row.answered_at = timezone.now()
    row.save(update_fields=["state", "answer", "story", "answered_at"])
    told = AssignmentMoved(assignment=row.pk, topic=row.topic_id, state=row.state, story=row.story_id)
    tell(told, by=by)
    return row
