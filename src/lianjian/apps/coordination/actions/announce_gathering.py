from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GatheringAnnounced
from lianjian.apps.coordination.rules.gatherings import GatheringState, check_becomes
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def announce_gathering(*, by: Actor, gathering: int) -> Gathering:
    """Let those invited see it and reply, and everybody where it is public. Said twice, it is announced once."""
    row = lock_gathering(by, gathering)
    if row.state == GatheringState.ANNOUNCED:
        return row
    check_becomes(row.state, GatheringState.ANNOUNCED)
    row.state = GatheringState.ANNOUNCED
    row.save(update_fields=["state"])
    tell(GatheringAnnounced(gathering=row.pk, organiser=row.organiser_id), by=by)
    return row
