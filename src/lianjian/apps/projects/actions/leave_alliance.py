from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._speaking import check_speaks, speaks_for
from lianjian.apps.projects.events import AlliancePartMoved
from lianjian.apps.projects.models import Alliance, AllianceMember, Demand, Product
from lianjian.apps.projects.rules.alliances import LIVING_PARTS, PartState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def leave_alliance(
    *, by: Actor, alliance: int, organisation: int, reason: str = "", now: datetime | None = None
) -> AllianceMember:
    """A member leaves with the day, or the keeper lets it go, with the reason; an invitation is taken back the same way.
    Its products and demands are withdrawn, and it may no longer use the brand. The keeper itself stays."""
    row = Alliance.objects.by(by).select_for_update().filter(pk=alliance).first()
    if row is None:
        raise NotThere
    if not speaks_for(by, organisation):
        check_speaks(by, row.keeper_id)
    parts = AllianceMember.objects.across_organisations("below the alliance in hand")
    part = parts.filter(alliance=row, organisation=organisation).order_by("-pk").first()
    if part is None:
        raise NotThere
    if part.state not in LIVING_PARTS:
        return part
    if organisation == row.keeper_id:
        raise Refused(gettext_noop("The keeper of an alliance cannot leave it."))
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    part.state, part.left_on, part.brand_since = PartState.LEFT, day, None
    part.reason = clean_line(reason, field="reason", longest=300, needed=not speaks_for(by, organisation))
    part.save(update_fields=["state", "left_on", "brand_since", "reason"])
    for model in (Product, Demand):
        own = model.objects.across_organisations("below the alliance in hand")
        own.filter(alliance=row, organisation=organisation, withdrawn_on=None).update(withdrawn_on=day)
    told = AlliancePartMoved(alliance=row.pk, organisation=organisation, after=PartState.LEFT, brand=False)
    tell(told, by=by)
    return part
