from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.events import ResolutionTied
from lianjian.apps.coordination.models import Resolution
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def tie_resolution(*, by: Actor, resolution: int, commitment: int) -> Resolution:
    """Write down which commitment of the app above an accepted resolution became; it is that one for good."""
    row = Resolution.objects.by(by).select_for_update(of=("self",)).filter(pk=resolution).first()
    if row is None or row.accepted_at is None:
        raise NotThere
    if row.commitment is None:
        row.commitment = commitment
        row.save(update_fields=["commitment"])
        tell(ResolutionTied(resolution=row.pk, commitment=commitment), by=by)
    return row
