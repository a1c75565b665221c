from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.parties.queries import holders, organisations
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import BranchLinkMoved
from lianjian.apps.projects.models import BranchLink
from lianjian.apps.projects.rules.branch_links import LIVING, LinkState, pair_of
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_branch_link(
    *,
    by: Actor,
    proposer: int,
    partner: int,
    proposer_branch: str,
    partner_branch: str,
    agreed: str,
    contact: int,
    client_key: str | None = None,
    now: datetime | None = None,
) -> BranchLink:
    """Propose to link the Party branches of two organisations. ``contact`` holds a mandate in the proposing one."""
    check_speaks(by, proposer)
    pair = pair_of(proposer, partner)
    take_turn(f"branch-link {pair}")
    links = BranchLink.objects.across_organisations("the proposing organisation was checked above")
    key = check_client_key(client_key)
    if key and (sent := links.filter(proposer=proposer, client_key=key).first()) is not None:
        return sent
    if not organisations().filter(pk=partner).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="partner")
    if links.filter(pair=pair, state__in=LIVING).exists():
        raise Refused(
            gettext_noop("These two are linked already, or a proposal waits for an answer."),
            field="partner",
        )
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    if contact not in holders(proposer, list(Role), day):
        raise Refused(
            gettext_noop("The contact person holds no mandate in the organisation."), field="contact"
        )
    row = BranchLink.objects.create(
        proposer_id=proposer,
        partner_id=partner,
        pair=pair,
        proposer_branch=clean_line(proposer_branch, field="proposer_branch"),
        partner_branch=clean_line(partner_branch, field="partner_branch"),
        agreed=clean(agreed, field="agreed", longest=4000),
        proposer_contact_id=contact,
        state=LinkState.PROPOSED,
        proposed_on=day,
        client_key=key,
    )
    tell(BranchLinkMoved(link=row.pk, proposer=proposer, partner=partner, after=row.state), by=by)
    return row
