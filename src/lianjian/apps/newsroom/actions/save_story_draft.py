from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import StoryDraftSaved
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of, write_onto
from lianjian.apps.newsroom.rules.drafts import require_writable
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def save_story_draft(*, by: Actor, story: int, draft: Draft) -> Story:
    """Keep a new text of a story as its latest draft. What is published stays as it is until this is published too.

    Raises Refused while the text is frozen for review: take it back from review first.
    """
    row = Story.for_actor(by).select_for_update(of=("self",)).filter(pk=story).first()
    if row is None:
        raise NotThere
    require_writable(draft)
    if row.workflow_in_progress:
        raise Refused(
            gettext_noop("This text is frozen while it is being reviewed."),
            cure=gettext_noop("Take it back from review, change it, and submit it again."),
        )
    text = row.get_latest_revision_as_object()
    write_onto(text, draft)
    if not text.live:
        text.save()
    text.save_revision(account_of(by), by=by, clean=False)
    tell(StoryDraftSaved(story=row.pk, text_sha256=text.text_sha256()), by=by)
    return text
