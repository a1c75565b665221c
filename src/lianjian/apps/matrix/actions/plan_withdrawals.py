from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.matrix.actions._pinging import feeds_changed
from lianjian.apps.matrix.actions.plan_deliveries import (
    before_of,
    new_delivery,
    newest_deliveries,
    standing_of,
)
from lianjian.apps.matrix.events import WithdrawalsPlanned
from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.rules.people import DISPATCHERS
from lianjian.apps.matrix.rules.planning import plan_withdrawal
from lianjian.apps.matrix.rules.states import OUT_THERE, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_withdrawals(*, by: Actor, story: int) -> list[int]:
    """Take a story back from every outlet: what never left stays here, what our interface reaches is queued,
    the rest waits for a person and says so. Returns the keys of the new deliveries. Twice is once."""
    if not by.holds(*DISPATCHERS):
        raise NotAllowed(gettext_noop("Only editors, reviewers and leaders of the media centre can do this."))
    now = timezone.now()
    newest = newest_deliveries(story)
    out = set(
        Delivery.objects.across_organisations("planning looks at every outlet")
        .filter(story=story, state__in=OUT_THERE)
        .values_list("outlet", flat=True)
    )
    outlets = Outlet.objects.across_organisations("a story is taken back from every outlet").in_bulk(
        list(newest)
    )
    fresh: list[Delivery] = []
    never_left = 0
    for key, row in newest.items():
        before = before_of(row)
        if before is None:
            continue
        plan = plan_withdrawal(standing_of(outlets[key]), before, ever_out=key in out, now=now)
        if plan is None:
            continue
        if plan.replace:
            row.state, row.next_at, row.cause, row.moved_at = plan.state, None, plan.cause or "", now
            row.save(update_fields=["state", "next_at", "cause", "moved_at"])
            never_left += 1
            continue
        if State(row.state) not in OUT_THERE:
            # a correction that never left: the older text is what is out there
            row.state, row.next_at, row.moved_at = State.WITHDRAWN, None, now
            row.save(update_fields=["state", "next_at", "moved_at"])
        fresh.append(new_delivery(outlets[key], story, row.revision, plan, now))
    Delivery.objects.bulk_create(fresh)
    if fresh or never_left:
        feeds_changed(story, now)
        told = WithdrawalsPlanned(
            story=story,
            deliveries=[row.pk for row in fresh],
            never_left=never_left,
            by_hand=sum(1 for row in fresh if row.state == State.WITHDRAWAL_NEEDED),
        )
        tell(told, by=by)
    return [row.pk for row in fresh]
