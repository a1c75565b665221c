from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.events import PageReadBack
from lianjian.apps.matrix.models import ConfirmedPage
from lianjian.apps.matrix.rules.reading_back import Sight, shows, wait_after
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.matrix.rules.reading_back import PageRead
    from lianjian.foundation.actor import Actor

PAGE = 200
"""The only status under which what a page says counts."""


@transaction.atomic
def record_reading(
    *, by: Actor, page: int, read: PageRead | None, wanted: Sequence[str], why: str = "", now: datetime
) -> ConfirmedPage | None:
    """Write down what reading a confirmed page came to: ``read`` is None where nothing came (``why``), ``wanted`` are the
    titles it may show. Seen once is seen; anything else is tried again a few times and then left. What the person confirmed
    stays as it is. None where the row is gone or was settled meanwhile."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reads pages."))
    rows = ConfirmedPage.objects.across_organisations("the system reads pages of all organisations")
    row = rows.select_for_update(of=("self",)).filter(pk=page, next_at__isnull=False).first()
    if row is None:
        return None
    seen = shows(read.titles, wanted) if read is not None and read.status == PAGE else ""
    row.tries, row.read_at = row.tries + 1, now
    row.status, row.detail = (read.status if read else 0), why[:100]
    row.title = (seen or (read.titles[0] if read and read.titles else ""))[:300]
    if seen:
        row.sight = Sight.SEEN
    else:
        row.sight = Sight.OTHER if read is not None and read.status == PAGE and row.title else Sight.UNREAD
    wait = None if seen else wait_after(row.tries)
    row.next_at = now + wait if wait is not None else None
    row.save()
    if row.next_at is None:
        told = PageReadBack(delivery=row.delivery_id, sight=row.sight, status=row.status, title=row.title)
        tell(told, by=by)
    return row
