from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GatheringHeld
from lianjian.apps.coordination.rules.gatherings import GatheringState, check_becomes
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def hold_gathering(*, by: Actor, gathering: int) -> Gathering:
    """Say that it took place. Sign-ins that still wait on phones are taken afterwards too."""
    row = lock_gathering(by, gathering)
    if row.state == GatheringState.HELD:
        return row
    check_becomes(row.state, GatheringState.HELD)
    if timezone.now() < row.begins_at:
        raise Refused(
            gettext_noop("It has not begun yet."),
            cure=gettext_noop("Where it took place earlier, change its day first."),
        )
    row.state = GatheringState.HELD
    row.save(update_fields=["state"])
    tell(GatheringHeld(gathering=row.pk), by=by)
    return row
