"""What a settled delivery means beyond its own row: for the outlet, for older deliveries, for those who
listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.actions._stopping import stop_outlet
from lianjian.apps.matrix.events import DeliveryMoved
from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.rules.causes import STOPS_OUTLET
from lianjian.apps.matrix.rules.states import OUT_THERE, Deed, State
from lianjian.foundation.actor import Actor
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.matrix.rules.settling import Settlement, Verdict
    from lianjian.apps.matrix.rules.work import Claim

_WHY = "the dispatcher works for all organisations"
_BY = Actor.system("matrix.dispatcher")


def consequences(claim: Claim, verdict: Verdict, settled: Settlement, *, now: datetime) -> None:
    """Run inside the transaction that settled ``claim``."""
    waiting = Delivery.objects.across_organisations(_WHY).filter(
        outlet=claim.outlet, lease_until=None, state__in=[State.QUEUED, State.PARKED]
    )
    if verdict.state == State.PARKED and verdict.whole_outlet and verdict.until is not None:
        Outlet.objects.across_organisations(_WHY).filter(pk=claim.outlet).update(parked_until=verdict.until)
        waiting.exclude(deed=Deed.WITHDRAW).update(
            state=State.PARKED, next_at=verdict.until, cause=settled.cause, code=settled.code, moved_at=now
        )
    if verdict.cause in STOPS_OUTLET and settled.state in {State.NEEDS_HUMAN, State.WITHDRAWAL_NEEDED}:
        stop_outlet(
            by=_BY,
            outlet=claim.outlet,
            cause=settled.cause,
            code=settled.code,
            detail=settled.detail,
            now=now,
        )
    if claim.deed == Deed.WITHDRAW and settled.state == State.WITHDRAWN:
        forget_older(claim.story, claim.outlet, claim.delivery, now=now)
    if settled.state not in {claim.state, State.QUEUED}:
        key = Outlet.objects.across_organisations(_WHY).values_list("key", flat=True).get(pk=claim.outlet)
        told = DeliveryMoved(
            delivery=claim.delivery,
            story=claim.story,
            outlet=key,
            deed=claim.deed,
            state=settled.state,
            url=settled.url if settled.state == State.PUBLISHED else "",
            cause=settled.cause,
        )
        tell(told, by=_BY)


def forget_older(story: int, outlet: int, newest: int, *, now: datetime) -> None:
    """What was public of a story at an outlet is not any more."""
    Delivery.objects.across_organisations(_WHY).filter(
        story=story, outlet=outlet, pk__lt=newest, state__in=OUT_THERE
    ).update(state=State.WITHDRAWN, next_at=None, moved_at=now)
