from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.actions._taking_over import open_proposal, take_over
from lianjian.apps.agreements.actions._talking import check_drafted, key_of
from lianjian.apps.agreements.events import ProposalSupported
from lianjian.apps.agreements.models import Proposal, Support
from lianjian.apps.agreements.queries.paper import bound_parties
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.negotiating import carried, check_words
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def support_proposal(
    *, by: Actor, proposal: int, organisation: int, seen_words: str, now: datetime | None = None
) -> Proposal:
    """Say that one's own organisation supports a proposal. With the last party that was missing it is in the text.

    ``seen_words`` is the key of the words that stand there now ("" for a new clause): support against other words
    does not count.
    """
    found = Proposal.objects.by(by).filter(pk=proposal).values_list("agreement", flat=True).first()
    if found is None:
        raise NotThere
    row = seen_and_locked(by, found)
    check_speaks(by, row, organisation, *NEGOTIATORS)
    check_drafted(row)
    one = open_proposal(by, proposal)
    if one.organisation_id == organisation:
        raise Refused(gettext_noop("A party supports its own proposal by making it."))
    words = _words(one)
    check_words(seen_words, words)
    moment = moment_of(by, now, wall=timezone.now())
    Support.objects.across_organisations("below the agreement in hand").update_or_create(
        proposal=one,
        organisation_id=organisation,
        defaults={"person_id": by.person, "words": words, "said_at": moment},
    )
    supports = Support.objects.across_organisations("below the agreement in hand")
    supporters = supports.filter(proposal=one, words=words).values_list("organisation", flat=True)
    parties = bound_parties(row).values_list("organisation", flat=True)
    is_carried = carried(list(parties), one.organisation_id, list(supporters))
    if is_carried:
        take_over(by, one, moment, pen=False)
    told = ProposalSupported(agreement=row.pk, proposal=one.pk, organisation=organisation, carried=is_carried)
    tell(told, by=by)
    return one


def _words(proposal: Proposal) -> str:
    """The key of the words that the proposal would change; "" for a new clause."""
    return key_of(proposal.clause) if proposal.clause is not None and proposal.kind != "new" else ""
