from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.actions._handing import pass_line
from lianjian.apps.parties.models import HandoverItem
from lianjian.apps.parties.queries.holding import acts_there, heirs, succeeded
from lianjian.apps.parties.rules.handovers import DECIDED, HandoverState
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

AT_A_TIME = 500


@transaction.atomic
def pass_items_on(*, by: Actor, now: datetime | None = None) -> int:
    """Let go over what was taken over before its new owner held a mandate, on the day on which they do, or, where they
    handed over themselves meanwhile, to whoever came after them; says how many that were. Up to 500 of each a call, the
    rest the next."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system lets things go over on somebody's first day."))
    moment = now or timezone.now()
    day = civil_date(moment)
    rows = HandoverItem.objects.across_organisations("the system passes on what anybody took over")
    waiting = (
        rows.select_for_update(of=("self",))
        .filter(passed_at=None, state__in=DECIDED)
        .exclude(handover__state=HandoverState.CANCELLED)
        .select_related("handover")
        .order_by("pk")
    )
    house = "handover__organisation"
    here = waiting.filter(acts_there(day, person="owner", organisation=house))[:AT_A_TIME]
    # few: of those whose owner handed over before it came to them
    left = list(
        waiting.filter(
            ~acts_there(day, person="owner", organisation=house),
            succeeded(person="owner", organisation=house),
        )
    )
    followed = heirs({(line.handover.organisation_id, line.owner_id or 0) for line in left}, day)
    past = [line for line in left if (line.handover.organisation_id, line.owner_id) in followed]
    return sum(pass_line(by, line, line.handover, moment) for line in [*here, *past[:AT_A_TIME]])
