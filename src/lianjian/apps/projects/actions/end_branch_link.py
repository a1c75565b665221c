from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.projects.actions._speaking import check_speaks, speaks_for
from lianjian.apps.projects.events import BranchLinkMoved
from lianjian.apps.projects.models import BranchLink
from lianjian.apps.projects.rules.branch_links import LIVING, LinkState, check_linked
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def end_branch_link(*, by: Actor, link: int, reason: str, now: datetime | None = None) -> BranchLink:
    """Either side ends a link, with the reason; the proposing side can also take back its proposal. Twice is once."""
    row = BranchLink.objects.by(by).select_for_update(of=("self",)).filter(pk=link).first()
    if row is None:
        raise NotThere
    if not speaks_for(by, row.partner_id) or row.state == LinkState.PROPOSED:
        check_speaks(by, row.proposer_id)
    if row.state == LinkState.ENDED:
        return row
    if row.state not in LIVING:
        check_linked(row.state)
    row.reason = clean(reason, field="reason", longest=1000)
    row.state = LinkState.ENDED
    row.ended_on = civil_date(moment_of(by, now, wall=timezone.now()))
    row.save(update_fields=["state", "reason", "ended_on"])
    told = BranchLinkMoved(link=row.pk, proposer=row.proposer_id, partner=row.partner_id, after=row.state)
    tell(told, by=by)
    return row
