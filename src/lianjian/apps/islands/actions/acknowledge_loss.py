from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.events import LossSeen
from lianjian.apps.islands.models import Loss
from lianjian.apps.islands.models.inbox import reads
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def acknowledge_loss(*, by: Actor, loss: int) -> Loss:
    """Those to whom an inbox belongs know which requests a lost station leaves with them. Twice is once."""
    rows = Loss.objects.by(by).filter(reads(by, "inbox__"))
    row = rows.select_for_update(of=("self",)).filter(pk=loss).first()
    if row is None:
        raise NotThere
    if row.seen_at is None:
        row.seen_at, row.seen_by_id = timezone.now(), by.person
        row.save(update_fields=["seen_at", "seen_by"])
        tell(LossSeen(loss=row.pk), by=by)
    return row
