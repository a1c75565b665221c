from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.spread.events import StoryFollowed
from lianjian.apps.spread.models import Item
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def follow_story(
    *,
    by: Actor,
    story: int,
    title: str,
    column: str,
    party: int | None,
    published_at: datetime,
    happened_on: date | None,
) -> None:
    """Count a published story from now on, or take over what a new revision changed. Safe to repeat."""
    facts = {
        "title": title[:255],
        "column": column,
        "party_id": party,
        "published_at": published_at,
        "happened_on": happened_on,
        "withdrawn_at": None,
    }
    Item.objects.update_or_create(story=story, defaults=facts)
    tell(StoryFollowed(story=story), by=by)
