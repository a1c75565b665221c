"""Reading about the stations' feed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lianjian.apps.islands.events import InboxClosed, InboxOpened
from lianjian.apps.islands.models import Edition
from lianjian.apps.newsroom.events import StoryPublished, StoryWithdrawn
from lianjian.foundation.events import last_told

if TYPE_CHECKING:
    from datetime import datetime

FEED_EVENTS = (StoryPublished.name, StoryWithdrawn.name, InboxOpened.name, InboxClosed.name)
"""What changes the feed: stories, and whom villages can write to."""
RENEW_AFTER = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """The newest edition; all None where nothing was published yet."""

    version: int | None
    published_at: datetime | None
    stories: int | None
    bytes: int | None


def status() -> FeedStatus:
    """What the stations can get from this hub now: editions are always of the feed that it serves."""
    newest = Edition.objects.first()
    if newest is None:
        return FeedStatus(None, None, None, None)
    return FeedStatus(newest.version, newest.published_at, newest.stories, newest.bytes)


def is_behind(now: datetime) -> bool:
    """Whether the feed has to be signed: stories changed since, or the signature of time is half a day old."""
    newest = Edition.objects.first()
    if newest is None:
        return True
    return newest.seen_event < last_told(FEED_EVENTS) or now - newest.signed_at > RENEW_AFTER
