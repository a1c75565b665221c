from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.parties.queries import organisations
from lianjian.apps.projects.actions._alliance import kept_alliance
from lianjian.apps.projects.events import AlliancePartMoved
from lianjian.apps.projects.models import AllianceMember
from lianjian.apps.projects.rules.alliances import LIVING_PARTS, PartState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def invite_member(
    *, by: Actor, alliance: int, organisation: int, now: datetime | None = None
) -> AllianceMember:
    """The keeper invites an organisation into the alliance. Whoever is invited or a member already is not twice."""
    row = kept_alliance(by, alliance)
    if not organisations().filter(pk=organisation).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    parts = AllianceMember.objects.across_organisations("below the alliance in hand")
    living = parts.filter(alliance=row, organisation=organisation, state__in=LIVING_PARTS)
    if (there := living.first()) is not None:
        return there
    part = AllianceMember.objects.create(
        alliance=row,
        organisation_id=organisation,
        state=PartState.INVITED,
        invited_on=civil_date(moment_of(by, now, wall=timezone.now())),
    )
    told = AlliancePartMoved(alliance=row.pk, organisation=organisation, after=PartState.INVITED, brand=False)
    tell(told, by=by)
    return part
