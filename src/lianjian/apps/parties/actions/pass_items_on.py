from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import pass_line
from lianjian.apps.parties.models import HandoverItem
from lianjian.apps.parties.queries.holding import acts_there
from lianjian.apps.parties.rules.handovers import DECIDED, HandoverState
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

AT_A_TIME = 500


@transaction.atomic
def pass_items_on(*, by: Actor, now: datetime | None = None) -> int:
    """Let go over what was taken over before its new owner held a mandate, on the day on which they do; says how many
    that were. Up to 500 a call, the rest the next."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system lets things go over on somebody's first day."))
    moment = now or timezone.now()
    rows = HandoverItem.objects.across_organisations("the system passes on what anybody took over")
    waiting = (
        rows.select_for_update(of=("self",))
        .filter(
            acts_there(civil_date(moment), person="owner", organisation="handover__organisation"),
            passed_at=None,
            state__in=DECIDED,
        )
        .exclude(handover__state=HandoverState.CANCELLED)
        .select_related("handover")
        .order_by("pk")
    )
    return sum(pass_line(by, line, line.handover, moment) for line in waiting[:AT_A_TIME])
