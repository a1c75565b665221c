from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianjian.apps.matrix.actions._stopping import unwarn
from lianjian.apps.matrix.events import OutletChanged
from lianjian.apps.matrix.models import Credential, Delivery, Outlet, QuotaBucket
from lianjian.apps.matrix.rules.accounts import About
from lianjian.apps.matrix.rules.causes import STOPS_OUTLET, Cause
from lianjian.apps.matrix.rules.kinds import Mode, OutletState
from lianjian.apps.matrix.rules.people import require_keeper
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def resume_outlet(*, by: Actor, outlet: str) -> Outlet:
    """Make an outlet ready again: what waited only because the outlet stood still goes back into the queue,
    parked deliveries too. What a person has taken in hand meanwhile stays with the person."""
    row = Outlet.objects.by(by).select_for_update(of=("self",)).filter(key=outlet).first()
    if row is None:
        raise NotThere
    require_keeper(by, row.owner_id)
    stored = Credential.objects.across_organisations("the outlet is already in scope").filter(outlet=row)
    if row.credential_fields and not stored.exists():
        raise Refused(
            gettext_noop("The credentials of this account are not stored here."),
            cure=gettext_noop("Store them first."),
        )
    now = timezone.now()
    row.state, row.cause, row.code, row.detail = OutletState.READY, "", "", ""
    row.state_since, row.parked_until = now, None
    row.save()
    # who resumes may have had the quotas cleared at the platform; if not, it will say so again
    spent = QuotaBucket.objects.across_organisations("the outlet is already in scope").filter(outlet=row)
    spent.filter(used__gte=F("most")).delete()
    waiting = Delivery.objects.by(by).filter(outlet=row, lease_until=None, deed=Deed.PUBLISH)
    causes = [*STOPS_OUTLET, Cause.OUTLET_PAUSED]
    if row.mode == Mode.API:
        waiting.filter(state=State.NEEDS_HUMAN, cause__in=causes).update(
            state=State.QUEUED, next_at=now, cause="", code="", detail="", attempts=0, moved_at=now
        )
        waiting.filter(state=State.PARKED).update(state=State.QUEUED, next_at=now, moved_at=now)
    unwarn(row.pk, About.STOPPED, now=now)
    tell(OutletChanged(outlet=row.pk, state=row.state, cause=""), by=by)
    return row
