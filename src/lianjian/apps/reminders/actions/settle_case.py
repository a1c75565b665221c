from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.reminders.events import CaseSettled
from lianjian.apps.reminders.models import Case
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.reminders.rules.stages import Kind
    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_case(*, by: Actor, kind: Kind, thing: int, now: datetime | None = None) -> bool:
    """Close the case of a thing that is done, cancelled or over: nothing about it is sent any more, not even what waits.
    False where nobody was reminded of it."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    rows = Case.objects.across_organisations("what is done is done for everybody").select_for_update()
    case = rows.filter(kind=kind, thing=thing, settled_at=None).first()
    if case is None:
        return False
    case.settled_at = now or timezone.now()
    case.save(update_fields=["settled_at"])
    tell(CaseSettled(case=case.pk, kind=kind), by=by)
    return True
