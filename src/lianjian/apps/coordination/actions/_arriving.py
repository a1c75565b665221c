"""One sign-in a guest, whichever doors saw them: the earliest moment stays (decision 0026)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.events import GuestSignedIn
from lianjian.apps.coordination.models import SignIn
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.coordination.models import Gathering, Guest
    from lianjian.apps.coordination.rules.signing_in import Arrival, Way
    from lianjian.foundation.actor import Actor


def check_takes_sign_ins(gathering: Gathering) -> None:
    """Raises Refused for one that is still planned or was called off; one that took place takes late ones."""
    if gathering.state not in {GatheringState.ANNOUNCED, GatheringState.HELD}:
        raise Refused(
            gettext_noop("Nobody signs in to this gathering now."),
            cure=gettext_noop("It must be announced, and not called off."),
        )


def unite(by: Actor, guest: Guest, came: Arrival, way: Way, *, received: datetime) -> tuple[SignIn, bool]:
    """The sign-in of a guest whose gathering is locked, and whether it is a new one."""
    rows = SignIn.objects.across_organisations("below the gathering in hand")
    there = rows.filter(guest=guest).first()
    if there is not None:
        if came.at < there.at:
            there.at, there.clock_off, there.bounded = came.at, came.off, came.bounded
            there.save(update_fields=["at", "clock_off", "bounded"])
        return there, False
    made = SignIn.objects.create(
        gathering_id=guest.gathering_id,
        guest=guest,
        at=came.at,
        received_at=received,
        way=way,
        clock_off=came.off,
        bounded=came.bounded,
        kept_by_id=by.person,
    )
    tell(GuestSignedIn(gathering=guest.gathering_id, guest=guest.pk, way=way), by=by)
    return made, True
