"""Telling the WebSub hub which feeds changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from lianjian.apps.matrix.actions.record_ping import record_ping
from lianjian.apps.matrix.models import HubPing
from lianjian.apps.matrix.queries.feeds import feed_addresses
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Unreachable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

AT_ONCE = 50


class HubTelling(Protocol):
    """The adapter that tells a hub (``wiring.FEED_HUB``)."""

    async def tell(self, hub: str, topics: Sequence[str]) -> None:
        """Say that these feeds changed. Raises Unreachable where the hub did not take all of it."""
        ...


def tell_hub() -> None:
    """Tell what is due. Safe to be killed and called again: a hub that is told twice fetches twice."""
    ping(timezone.now())


def ping(now: datetime) -> int:
    """Returns how many feeds the hub was told of, or should have been."""
    if not settings.LIANJIAN_WEBSUB_HUB:
        return 0
    rows = HubPing.objects.across_organisations("the system tells the hub of all feeds")
    due = list(rows.filter(next_at__lte=now).select_related("outlet").order_by("next_at")[:AT_ONCE])
    if not due:
        return 0
    path: str = import_string(settings.LIANJIAN_FEED_HUB)
    hub: HubTelling = import_string(path)()
    answers = asyncio.run(_tell(hub, [list(feed_addresses(row.outlet).values()) for row in due]))
    by = Actor.system("matrix.hub")
    for row, why in zip(due, answers, strict=True):
        record_ping(by=by, ping=row.pk, changed_at=row.changed_at, why=why, now=now)
    return len(due)


async def _tell(hub: HubTelling, topics: Sequence[Sequence[str]]) -> list[str]:
    return await asyncio.gather(*(_one(hub, some) for some in topics))


async def _one(hub: HubTelling, topics: Sequence[str]) -> str:
    try:
        await hub.tell(settings.LIANJIAN_WEBSUB_HUB, topics)
    except Unreachable as away:
        return away.reason or "no answer"
    return ""
