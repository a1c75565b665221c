from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.actions.review_story import end_waiting
from lianjian.apps.newsroom.events import StorySubmitted
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.answering import require_answered
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.apps.newsroom.rules.publishing import require_no_open_places
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def submit_for_review(*, by: Actor, story: int) -> Story:
    """Freeze the latest text of a story and ask for its reviews.

    Where the desk has a workflow for stories it is started (or resumed after the text was sent back), so that the
    reviewers see the story waiting. Submitting twice changes nothing.
    """
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    if row.stage == Stage.WITHDRAWN:
        raise Refused(gettext_noop("This story was withdrawn and stays withdrawn."))
    revision = row.get_latest_revision()
    if revision is None:
        raise Refused(gettext_noop("This story has no saved text."))
    text = row.get_latest_revision_as_object()
    if text.column_id is None:
        raise Refused(gettext_noop("Choose a column before you submit the story."), field="column")
    if row.stage == Stage.IN_REVIEW:
        return row
    require_answered(text)
    require_no_open_places(row.open_places())
    workflow, running = row.get_workflow(), row.current_workflow_state
    if running is not None and running.status == running.STATUS_NEEDS_CHANGES:
        running.resume(account_of(by))
    elif running is None and workflow is not None:
        workflow.start(row, account_of(by))
    row.move_to(Stage.IN_REVIEW)
    sha256 = text.text_sha256()
    if row.standing(sha256).complete:  # changed and changed back: all six know this very text
        row.move_to(Stage.APPROVED)
        end_waiting(row, by, accepted=True, comment="")
    tell(StorySubmitted(story=row.pk, text_sha256=sha256), by=by)
    return row
