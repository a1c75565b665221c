from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.actions._enquiring import forget
from lianjian.apps.projects.events import EnquiriesForgotten
from lianjian.apps.projects.models import Enquiry
from lianjian.apps.projects.rules.enquiries import KEPT_AFTER_END
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

AT_A_TIME = 500


@transaction.atomic
def forget_enquiries(*, by: Actor, now: datetime) -> int:
    """Delete name, contact and words of enquiries that came to their end long enough ago; returns of how many (500 at a
    time: call it until it is 0)."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system deletes what is kept no longer."))
    rows = Enquiry.objects.across_organisations("the system keeps its own promise").select_for_update()
    old = list(rows.filter(forgotten_at=None, ended_at__lt=now - KEPT_AFTER_END)[:AT_A_TIME])
    for row in old:
        forget(row, now)
        row.save(update_fields=["name", "contact", "text", "forgotten_at"])
    if old:
        tell(EnquiriesForgotten(enquiries=[row.pk for row in old]), by=by)
    return len(old)
