"""An agreement comes to its end, and what supplements it with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.events import AgreementClosed
from lianjian.apps.agreements.models import Agreement, EndConsent, EndProposal
from lianjian.apps.agreements.queries.paper import BELOW, paper_of
from lianjian.apps.agreements.rules.ending import Ending
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


def write_end(by: Actor, row: Agreement, how: Ending, moment: datetime, *, reason: str = "") -> None:
    """Write the end that a rule has allowed. Supplements in force end with it, others are withdrawn."""
    row.state, row.closed_how = State.ENDED, how
    row.closed_at, row.closing_reason = moment, reason
    row.save(update_fields=["state", "closed_how", "closed_at", "closing_reason"])
    tell(AgreementClosed(agreement=row.pk, state=row.state, how=how), by=by)
    supplements = Agreement.objects.across_organisations(BELOW).select_for_update().filter(parent=row)
    for one in supplements.exclude(state__in=[State.ENDED, State.WITHDRAWN]).order_by("pk"):
        one.state = paper_of(one).fall_with_parent().state
        one.closed_at = moment
        one.closed_how = Ending.PARENT if one.state == State.ENDED else ""
        one.save(update_fields=["state", "closed_at", "closed_how"])
        tell(AgreementClosed(agreement=one.pk, state=one.state, how=one.closed_how), by=by)


def end_if_all_consent(by: Actor, row: Agreement, moment: datetime) -> bool:
    """End the agreement where every party bound today has consented to the proposal that is open."""
    proposals = EndProposal.objects.across_organisations(BELOW).select_for_update()
    proposal = proposals.filter(agreement=row, taken_back_at=None, carried_at=None).first()
    if proposal is None:
        return False
    consents = EndConsent.objects.across_organisations(BELOW).filter(proposal=proposal)
    given = frozenset(consents.values_list("organisation", flat=True))
    paper = paper_of(row)
    if paper.state is not State.EFFECTIVE or paper.bound - given:
        return False
    paper.end(given)
    proposal.carried_at = moment
    proposal.save(update_fields=["carried_at"])
    write_end(by, row, Ending.CONSENT, moment, reason=proposal.reason)
    return True
