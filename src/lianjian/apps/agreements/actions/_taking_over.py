"""A proposal becomes part of the words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.models import Clause, Proposal
from lianjian.apps.agreements.queries.paper import BELOW
from lianjian.apps.agreements.rules.negotiating import ProposalKind, ProposalState
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


def open_proposal(by: Actor, proposal: int) -> Proposal:
    """The proposal, locked, if ``by`` sees it. Raises Refused where it is settled already."""
    row = Proposal.objects.by(by).select_for_update(of=("self",)).filter(pk=proposal).first()
    if row is None:
        raise NotThere
    if row.state != ProposalState.OPEN:
        raise Refused(gettext_noop("This proposal is settled already."))
    return row


def take_over(by: Actor, proposal: Proposal, moment: datetime, *, pen: bool) -> None:
    """Write the proposal into the words. Other proposals about a clause that goes are overtaken."""
    with editing(by, proposal.agreement_id, "proposal", seen_revision=None, now=None, pen=pen) as row:
        clauses = Clause.objects.across_organisations(BELOW).filter(agreement=row)
        about = proposal.clause
        if about is None and proposal.kind != ProposalKind.NEW:
            raise Refused(gettext_noop("The clause is not there any more."))
        if proposal.kind == ProposalKind.CHANGE and about is not None:
            about.heading, about.text = proposal.heading, proposal.text
            about.save(update_fields=["heading", "text"])
        elif proposal.kind == ProposalKind.REMOVE and about is not None:
            others = Proposal.objects.across_organisations(BELOW).filter(
                clause=about, state=ProposalState.OPEN
            )
            others.exclude(pk=proposal.pk).exclude(kind=ProposalKind.NEW).update(
                state=ProposalState.OVERTAKEN, settled_at=moment
            )
            gone, place = about.pk, about.position
            clauses.filter(pk=gone).delete()
            clauses.filter(position__gt=place).update(position=F("position") - 1)
            proposal.clause = None
        else:
            place = about.position if about is not None else clauses.count()
            clauses.filter(position__gt=place).update(position=F("position") + 1)
            Clause.objects.create(
                agreement=row, position=place + 1, heading=proposal.heading, text=proposal.text
            )
    proposal.state = ProposalState.TAKEN
    proposal.settled_at, proposal.settled_by_id = moment, by.person
    proposal.save(update_fields=["state", "settled_at", "settled_by", "clause"])
