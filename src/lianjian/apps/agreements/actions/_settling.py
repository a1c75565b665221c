"""What still stands against a text when somebody wants to freeze it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.models import Clause, Proposal, Stand
from lianjian.apps.agreements.queries.paper import BELOW
from lianjian.apps.agreements.rules.negotiating import ProposalState, StandKind, check_settled, words_key
from lianjian.apps.agreements.rules.numerals import article

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from lianjian.apps.agreements.models import Agreement
    from lianjian.foundation.actor import Actor


def settle_what_stands(
    by: Actor, row: Agreement, settled: Collection[int], aside: Collection[int], moment: datetime
) -> None:
    """Mark what was named as settled or set aside. Raises Refused where something stands that was not named."""
    clauses = {c.pk: c for c in Clause.objects.across_organisations(BELOW).filter(agreement=row)}
    stands = Stand.objects.across_organisations(BELOW).filter(
        agreement=row, kind=StandKind.OBJECTS, settled_at=None
    )
    objections = {}
    for stand in stands.select_for_update():
        clause = clauses[stand.clause_id]
        if stand.words == words_key(clause.heading, clause.text, clause.deed, clause.target):
            objections[stand.pk] = article(clause.position)
    proposals = Proposal.objects.across_organisations(BELOW).filter(agreement=row, state=ProposalState.OPEN)
    waiting = {one.pk: one.clause_name for one in proposals.select_for_update()}
    check_settled(objections, waiting, settled, aside)
    stands.filter(pk__in=list(objections)).update(settled_at=moment, settled_by=by.person)
    proposals.filter(pk__in=list(waiting)).update(
        state=ProposalState.ASIDE, settled_at=moment, settled_by=by.person
    )
