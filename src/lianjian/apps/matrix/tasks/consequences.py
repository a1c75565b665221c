"""What a settled delivery means beyond its own row: for the outlet, for older deliveries, for those who
listen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.actions._stopping import stop_outlet
from lianjian.apps.matrix.events import DeliveriesMoved
from lianjian.apps.matrix.models import Delivery, Outlet
from lianjian.apps.matrix.rules.causes import STOPS_OUTLET
from lianjian.apps.matrix.rules.states import OUT_THERE, Deed, State
from lianjian.foundation.actor import Actor
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.matrix.rules.settling import Settlement, Verdict
    from lianjian.apps.matrix.rules.work import Claim, Ending

_WHY = "the dispatcher works for all organisations"
_BY = Actor.system("matrix.dispatcher")


def consequences(settlements: Sequence[tuple[Ending, Settlement]]) -> None:
    """Run inside the transaction that settled them."""
    for one, settled in settlements:
        _for_others(one.claim, one.verdict, settled, now=one.at)
    moved = [pair for pair in settlements if pair[1].state not in {pair[0].claim.state, State.QUEUED}]
    if moved:
        told = DeliveriesMoved(
            deliveries=[one.claim.delivery for one, _ in moved],
            stories=[one.claim.story for one, _ in moved],
            outlets=[one.claim.outlet_key for one, _ in moved],
            deeds=[one.claim.deed.value for one, _ in moved],
            states=[settled.state.value for _, settled in moved],
            urls=[settled.url if settled.state == State.PUBLISHED else "" for _, settled in moved],
            causes=[settled.cause for _, settled in moved],
        )
        tell(told, by=_BY)


def _for_others(claim: Claim, verdict: Verdict, settled: Settlement, *, now: datetime) -> None:
    if verdict.state == State.PARKED and verdict.whole_outlet and verdict.until is not None:
        Outlet.objects.across_organisations(_WHY).filter(pk=claim.outlet).update(parked_until=verdict.until)
        waiting = Delivery.objects.across_organisations(_WHY).filter(
            outlet=claim.outlet, lease_until=None, state__in=[State.QUEUED, State.PARKED]
        )
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


def forget_older(story: int, outlet: int, newest: int, *, now: datetime) -> None:
    """What was public of a story at an outlet is not any more."""
    Delivery.objects.across_organisations(_WHY).filter(
        story=story, outlet=outlet, pk__lt=newest, state__in=OUT_THERE
    ).update(state=State.WITHDRAWN, next_at=None, moved_at=now)
