from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import AlliancePartMoved
from lianjian.apps.projects.models import AllianceMember
from lianjian.apps.projects.rules.alliances import PartState
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_invitation(
    *,
    by: Actor,
    alliance: int,
    organisation: int,
    accepted: bool,
    reason: str = "",
    now: datetime | None = None,
) -> AllianceMember:
    """An invited organisation joins the alliance or declines. Raises NotThere where no invitation waits; joining twice
    is joining once."""
    check_speaks(by, organisation)
    parts = AllianceMember.objects.by(by).select_for_update(of=("self",))
    mine = parts.filter(alliance=alliance, organisation=organisation).order_by("-pk")
    row = mine.first()
    if row is None:
        raise NotThere
    after = PartState.MEMBER if accepted else PartState.DECLINED
    if row.state == after:
        return row
    if row.state != PartState.INVITED:
        raise NotThere
    row.state = after
    row.joined_on = civil_date(moment_of(by, now, wall=timezone.now())) if accepted else None
    row.reason = clean_line(reason, field="reason", longest=300, needed=False)
    row.save(update_fields=["state", "joined_on", "reason"])
    told = AlliancePartMoved(alliance=row.alliance_id, organisation=organisation, after=after, brand=False)
    tell(told, by=by)
    return row
