from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.reminders.actions.settle_case import settle_case
from lianjian.apps.reminders.models import Bookmark, Case
from lianjian.apps.reminders.queries.sources import open_things
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.reminders.rules.stages import Kind
    from lianjian.foundation.actor import Actor

AT_A_TIME = 200


@transaction.atomic
def settle_gone(*, by: Actor, kind: Kind, now: datetime) -> int:
    """Close the cases of one kind whose thing is not open any more and nobody told us so: 200 a call, with a bookmark of
    its own. Returns how many were looked at."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    today = civil_date(now)
    mark, _new = Bookmark.objects.select_for_update().get_or_create(
        name=f"{kind}:settle", defaults={"day": today}
    )
    if mark.day != today:
        mark.day, mark.after = today, 0
    rows = Case.objects.across_organisations("the system reminds").filter(kind=kind, settled_at=None)
    cases = list(rows.filter(pk__gt=mark.after).order_by("pk")[:AT_A_TIME])
    there = {one.key for one in open_things(by, kind, today, keys=[case.thing for case in cases])}
    for case in cases:
        if case.thing not in there:
            settle_case(by=by, kind=kind, thing=case.thing, now=now)
    if cases:
        mark.after = cases[-1].pk
    mark.save()
    return len(cases)
