from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import StoryTakenBack
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_back_from_review(*, by: Actor, story: int) -> Story:
    """Thaw a text that waits for its reviews, so that it can be changed again. Reviews already given stay on record."""
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    if row.stage not in {Stage.IN_REVIEW, Stage.SENT_BACK}:
        raise Refused(gettext_noop("This story is not in review."))
    running = row.current_workflow_state
    if running is not None:
        running.cancel(user=account_of(by))
    row.move_to(Stage.DRAFT)
    tell(StoryTakenBack(story=row.pk), by=by)
    return row
