from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._alliance import kept_alliance
from lianjian.apps.projects.events import AlliancePartMoved
from lianjian.apps.projects.models import AllianceMember
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def allow_brand(
    *, by: Actor, alliance: int, organisation: int, allowed: bool = True, now: datetime | None = None
) -> AllianceMember:
    """The keeper says that a member may use the shared brand from today on, or no longer."""
    row = kept_alliance(by, alliance)
    if allowed and not row.brand:
        raise Refused(gettext_noop("The alliance has no shared brand yet: name it first."))
    parts = AllianceMember.objects.across_organisations("below the alliance in hand")
    part = parts.filter(alliance=row, organisation=organisation, state=PartState.MEMBER).first()
    if part is None:
        raise NotThere
    if (part.brand_since is not None) == allowed:
        return part
    part.brand_since = civil_date(moment_of(by, now, wall=timezone.now())) if allowed else None
    part.save(update_fields=["brand_since"])
    told = AlliancePartMoved(
        alliance=row.pk, organisation=organisation, after=PartState.MEMBER, brand=allowed
    )
    tell(told, by=by)
    return part
