from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import BranchLinkMoved
from lianjian.apps.projects.models import BranchLink
from lianjian.apps.projects.rules.branch_links import LinkState, check_answerable
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_branch_link(
    *,
    by: Actor,
    link: int,
    accepted: bool,
    contact: int | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> BranchLink:
    """The other organisation accepts a proposed link and names its own contact person, or declines it with a reason.
    The same answer twice is one."""
    row = BranchLink.objects.by(by).select_for_update(of=("self",)).filter(pk=link).first()
    if row is None:
        raise NotThere
    check_speaks(by, row.partner_id)
    after = LinkState.LINKED if accepted else LinkState.DECLINED
    if row.state == after:
        return row
    check_answerable(row.state)
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    if accepted and (contact is None or contact not in holders(row.partner_id, list(Role), day)):
        raise Refused(
            gettext_noop("The contact person holds no mandate in the organisation."), field="contact"
        )
    row.state = after
    row.answered_on = day
    row.partner_contact_id = contact if accepted else None
    row.reason = clean(reason, field="reason", longest=1000, needed=not accepted)
    row.save(update_fields=["state", "answered_on", "partner_contact", "reason"])
    told = BranchLinkMoved(link=row.pk, proposer=row.proposer_id, partner=row.partner_id, after=after)
    tell(told, by=by)
    return row
