"""Stopping an outlet for a cause that holds for every delivery, and the one warning its keepers get of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.events import OutletChanged
from lianjian.apps.matrix.models import AccountWarning, Delivery, Outlet
from lianjian.apps.matrix.rules.accounts import ENDED, About
from lianjian.apps.matrix.rules.kinds import OutletState
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor

_WHY = "the system works for all organisations"


def stop_outlet(*, by: Actor, outlet: int, cause: str, code: str, detail: str, now: datetime) -> None:
    """Pause the outlet once, however many deliveries meet the same wall, and hand to people what waited for it."""
    stopped = (
        Outlet.objects.across_organisations(_WHY)
        .filter(pk=outlet)
        .exclude(state=OutletState.PAUSED)
        .update(state=OutletState.PAUSED, cause=cause, code=code[:40], detail=detail[:400], state_since=now)
    )
    waiting = Delivery.objects.across_organisations(_WHY).filter(
        outlet=outlet, lease_until=None, state__in=[State.QUEUED, State.PARKED]
    )
    values = {"next_at": None, "cause": cause, "code": code[:40], "moved_at": now}
    waiting.exclude(deed=Deed.WITHDRAW).update(state=State.NEEDS_HUMAN, **values)
    waiting.filter(deed=Deed.WITHDRAW).update(state=State.WITHDRAWAL_NEEDED, **values)
    if stopped:
        _warn_of_stop(outlet, cause, code, now)
        tell(OutletChanged(outlet=outlet, state=OutletState.PAUSED, cause=cause), by=by)


def warn(outlet: int, about: About, due_on: date, *, cause: str = "", code: str = "", now: datetime) -> bool:
    """Open the warning, or move the open one to another day. Whether it is new."""
    rows = AccountWarning.objects.across_organisations(_WHY).filter(
        outlet=outlet, about=about, closed_at=None
    )
    row, new = rows.get_or_create(
        outlet_id=outlet,
        about=about,
        closed_at=None,
        defaults={"due_on": due_on, "cause": cause, "code": code[:40], "opened_at": now},
    )
    if row.due_on != due_on:
        rows.filter(pk=row.pk).update(due_on=due_on)
    return new


def unwarn(outlet: int, *abouts: About, now: datetime) -> None:
    """Close warnings: what they were about is over."""
    AccountWarning.objects.across_organisations(_WHY).filter(
        outlet=outlet, about__in=abouts, closed_at=None
    ).update(closed_at=now)


def _warn_of_stop(outlet: int, cause: str, code: str, now: datetime) -> None:
    """Nothing where the end that stopped it was announced: that is the same matter."""
    today = civil_date(now)
    ended = AccountWarning.objects.across_organisations(_WHY).filter(
        outlet=outlet, about=About.ENDING, closed_at=None, due_on__lte=today
    )
    if cause in ENDED and ended.exists():
        return
    warn(outlet, About.STOPPED, today, cause=cause, code=code, now=now)
