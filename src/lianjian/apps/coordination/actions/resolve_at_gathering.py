from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GatheringResolved
from lianjian.apps.coordination.models import Resolution
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.apps.coordination.rules.resolutions import check_resolution
from lianjian.apps.parties.queries import organisations
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

MOST = 60
"""Resolutions of one gathering."""


@transaction.atomic
def resolve_at_gathering(
    *,
    by: Actor,
    gathering: int,
    text: str,
    giver: int,
    due_on: date,
    receiver: int | None = None,
    work_area: str = "",
    client_key: str | None = None,
) -> Resolution:
    """Write down what was resolved: ``giver`` owes it to ``receiver`` by ``due_on``, in a ``work_area`` (its slug), or,
    without a receiver, has it as a duty. It binds nobody until somebody of the giver accepts it."""
    row = lock_gathering(by, gathering)
    resolutions = Resolution.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if client_key:
        sent = resolutions.filter(client_key=client_key).first()
        if sent is not None:
            return sent
    if row.state not in {GatheringState.ANNOUNCED, GatheringState.HELD}:
        raise Refused(gettext_noop("Minutes are kept of a gathering that is announced."))
    if resolutions.count() >= MOST:
        raise Refused(gettext_noop("A gathering has at most %(most)s resolutions."), most=MOST)
    check_resolution(
        giver=giver, receiver=receiver, work_area=work_area, due_on=due_on, held_on=civil_date(row.begins_at)
    )
    wanted = {giver} if receiver is None else {giver, receiver}
    if organisations().filter(pk__in=wanted).count() != len(wanted):
        raise Refused(gettext_noop("This organisation is not in the register."), field="giver")
    made = Resolution.objects.create(
        gathering=row,
        text=clean_line(text, field="text", longest=500),
        giver_id=giver,
        receiver_id=receiver,
        work_area=work_area,
        due_on=due_on,
        client_key=client_key or None,
    )
    tell(GatheringResolved(gathering=row.pk, resolution=made.pk, giver=giver, receiver=receiver), by=by)
    return made
