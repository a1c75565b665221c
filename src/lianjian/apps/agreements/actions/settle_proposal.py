from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import lock_agreement
from lianjian.apps.agreements.actions._taking_over import open_proposal, take_over
from lianjian.apps.agreements.actions._talking import check_drafted, key_of
from lianjian.apps.agreements.events import ProposalSettled
from lianjian.apps.agreements.models import Proposal
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.negotiating import ProposalKind, ProposalState, check_words
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_proposal(
    *,
    by: Actor,
    proposal: int,
    to: str,
    answer: str = "",
    seen_words: str = "",
    now: datetime | None = None,
) -> Proposal:
    """Take a proposal over into the words or decline it with an answer (the party that holds the pen), or withdraw it
    (the party that made it).

    To take it over, ``seen_words`` is the key of the words that it replaces as they stand now: what nobody has looked
    at is not replaced.
    """
    found = Proposal.objects.by(by).filter(pk=proposal).values_list("agreement", flat=True).first()
    if found is None:
        raise NotThere
    row = lock_agreement(by, found)
    one = open_proposal(by, proposal)
    check_drafted(row)
    moment = moment_of(by, now, wall=timezone.now())
    holder = one.organisation_id if to == ProposalState.WITHDRAWN else row.pen_with
    if to not in {ProposalState.TAKEN, ProposalState.DECLINED, ProposalState.WITHDRAWN}:
        raise Refused(gettext_noop("A proposal is taken over, declined or withdrawn."), field="to")
    if not by.holds(*NEGOTIATORS, organisation=holder):
        raise NotAllowed(
            gettext_noop(
                "The party that holds the pen takes proposals over; the one that proposed withdraws."
            )
        )
    if to == ProposalState.TAKEN:
        if one.clause is not None and one.kind != ProposalKind.NEW:
            check_words(seen_words, key_of(one.clause))
        take_over(by, one, moment, pen=True)
    else:
        declined = to == ProposalState.DECLINED
        one.state, one.settled_at, one.settled_by_id = to, moment, by.person
        one.answer = clean(answer, field="answer", longest=2000, needed=declined)
        one.save(update_fields=["state", "settled_at", "settled_by", "answer"])
    tell(ProposalSettled(agreement=row.pk, proposal=one.pk, state=to), by=by)
    return one
