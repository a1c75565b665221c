"""Stories as spread follows them, for tests: what the newsroom's event would have brought."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from lianjian.apps.spread.actions.follow_story import follow_story
from lianjian.apps.spread.rules.observing import OWN_SITE, Kind, Observed
from tests.network import ROOT


def follow(
    story: int,
    *,
    party: int | None = None,
    column: str = "village-stories",
    days_ago: int = 10,
    happened_days_before: int | None = 1,
) -> int:
    """A published story that is counted; returns its key."""
    at = timezone.now() - timedelta(days=days_ago)
    happened = None
    if happened_days_before is not None:
        happened = timezone.localdate(at) - timedelta(days=happened_days_before)
    follow_story(
        by=ROOT,
        story=story,
        title=f"第 {story} 篇",
        column=column,
        party=party,
        published_at=at,
        happened_on=happened,
    )
    return story


def seen(
    story: int,
    *,
    kind: Kind = Kind.READ,
    token: int | None = None,
    outlet: str = OWN_SITE,
    at: datetime | None = None,
    event_id: UUID | None = None,
    visitor: str = "",
) -> Observed:
    """One read (or forward) of a story, now unless said otherwise."""
    return Observed(
        event_id=event_id or uuid4(),
        kind=kind,
        story=story,
        at=at or timezone.now(),
        outlet=outlet,
        token=token,
        visitor=visitor,
    )
