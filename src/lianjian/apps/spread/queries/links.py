from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.spread.models import DailySalt, Share
from lianjian.apps.spread.rules.lineage import Link

if TYPE_CHECKING:
    from datetime import date


def share_link(token: int) -> Link | None:
    """The share behind a token; None where there is none, or where its story has been withdrawn. Open to
    everybody: whoever holds a link may follow it."""
    row = Share.objects.filter(pk=token, item__withdrawn_at=None).first()
    if row is None:
        return None
    return Link(row.token, row.item_id, row.root, row.depth, row.outlet)


def salt_of(day: date) -> str | None:
    """The salt of a day, None where none was drawn or it is destroyed already. For hashing only, never
    shown."""
    return DailySalt.objects.filter(day=day).values_list("salt", flat=True).first()
