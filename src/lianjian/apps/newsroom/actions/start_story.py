from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import StoryStarted
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of, newsroom_for, write_onto
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import require_writable
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor


@transaction.atomic
def start_story(
    *,
    by: Actor,
    draft: Draft,
    newsroom: int | None = None,
    submission: str = "",
    demonstration: bool = False,
    archived: bool = False,
) -> Story:
    """Begin a story as a draft in a newsroom (``newsroom`` is the key of a media centre; None where ``by`` works in just
    one, or the network has just one).

    ``submission`` names one sending of a form: a second call with the same name gives the story of the first.
    """
    house = newsroom_for(by, newsroom)
    if submission:
        sent_before = Story.for_actor(by).filter(submission=submission).first()
        if sent_before is not None:
            return sent_before
    require_writer(by, house)
    require_writable(draft)
    story = Story(newsroom_id=house, demonstration=demonstration, submission=submission or None)
    write_onto(story, draft)
    story.save()
    story.save_revision(account_of(by), by=by, clean=False)
    tell(StoryStarted(story=story.pk, newsroom=house, archived=archived), by=by)
    return story
