from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.events import GuestsForgotten
from lianjian.apps.coordination.models import Gathering, Guest, SignIn
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor

AT_ONCE = 50


@transaction.atomic
def forget_guests(*, by: Actor, now: datetime, days: int) -> int:
    """Delete the names of guests without an account of gatherings that ended more than ``days`` days ago; how many were
    asked and how many came stays. Gives how many gatherings that were, at most 50 at a time."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the network administrator can do this."))
    rows = Gathering.objects.by(by).select_for_update(of=("self",))
    old = rows.filter(forgotten_at=None, ends_at__lt=now - timedelta(days=days)).order_by("pk")[:AT_ONCE]
    done = 0
    for row in old:
        nameless = Guest.objects.across_organisations("below the gathering in hand").filter(
            gathering=row, person=None
        )
        came = SignIn.objects.across_organisations("below the gathering in hand").filter(guest__in=nameless)
        row.forgotten_came = came.count()
        row.forgotten_guests = nameless.filter(withdrawn_at=None).count()
        gone = nameless.count()
        nameless.delete()
        row.forgotten_at = now
        row.save(update_fields=["forgotten_came", "forgotten_guests", "forgotten_at"])
        tell(GuestsForgotten(gathering=row.pk, guests=gone), by=by)
        done += 1
    return done
