"""Which stations are to be told something."""

from __future__ import annotations

from lianjian.apps.islands.models import Station
from lianjian.apps.islands.rules.stations import ReplyState


def stations_with_replies_due(limit: int) -> list[str]:
    """Numbers of the stations whose replies have to be made, or laid beside the feed. One query."""
    rows = Station.objects.across_organisations("the system seals replies").filter(
        reply_state__in=[ReplyState.DUE, ReplyState.SEALED]
    )
    return list(rows.order_by("pk").values_list("number", flat=True)[:limit])
