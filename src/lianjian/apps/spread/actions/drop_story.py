from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.spread.events import StoryDropped
from lianjian.apps.spread.models import Item
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def drop_story(*, by: Actor, story: int, at: datetime) -> None:
    """Stop counting a withdrawn story: its links lead nowhere any more and it is no published item. What
    was counted stays. A story that was never followed is no fault: there is nothing to stop."""
    Item.objects.filter(story=story, withdrawn_at=None).update(withdrawn_at=at)
    tell(StoryDropped(story=story), by=by)
