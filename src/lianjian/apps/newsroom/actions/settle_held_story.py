from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.events import HeldStorySettled
from lianjian.apps.newsroom.models import HeldBack
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_held_story(*, by: Actor, held: int) -> HeldBack:
    """Say that what kept a text back at its hour has been dealt with; whoever works in the newsroom may. Twice is once."""
    row = HeldBack.objects.by(by).select_for_update(of=("self",)).filter(pk=held).first()
    if row is None:
        raise NotThere
    if row.settled_at is None:
        HeldBack.settle(row.story_id, by)
        row.refresh_from_db()
        tell(HeldStorySettled(story=row.story_id, held=row.pk), by=by)
    return row
