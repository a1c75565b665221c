"""Marking feeds that changed, for the hub to be told (decision 0035)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.apps.matrix.models import Delivery, HubPing, Outlet
from lianjian.apps.matrix.rules.kinds import Mode

if TYPE_CHECKING:
    from datetime import datetime


def feeds_changed(story: int, now: datetime) -> None:
    """In the transaction of the change. Nothing where no hub is named."""
    if not settings.LIANJIAN_WEBSUB_HUB:
        return
    of = Delivery.objects.across_organisations("a story lies in every feed").filter(story=story)
    outlets = Outlet.objects.across_organisations("a story lies in every feed").filter(
        mode=Mode.FEED, pk__in=of.order_by().values("outlet")
    )
    HubPing.objects.bulk_create(
        [HubPing(outlet=outlet, changed_at=now, next_at=now) for outlet in outlets],
        update_conflicts=True,
        unique_fields=["outlet"],
        update_fields=["changed_at", "next_at", "tries"],
    )
