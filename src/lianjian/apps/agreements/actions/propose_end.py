from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.actions.consent_to_end import consent_to_end
from lianjian.apps.agreements.events import EndProposed
from lianjian.apps.agreements.models import EndProposal
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def propose_end(
    *, by: Actor, agreement: int, organisation: int, reason: str, now: datetime | None = None
) -> EndProposal:
    """Propose that an agreement in force ends by consent; it is the proposer's consent at once. A signatory may. It
    ends with the last consent of those bound by it; until then nothing changes. One proposal is open at a time.
    """
    row = seen_and_locked(by, agreement)
    check_speaks(by, row, organisation, *SIGNATORIES)
    if row.parent_id is not None or paper_of(row).state is not State.EFFECTIVE:
        raise Refused(
            gettext_noop("This agreement is not in force."), cure=gettext_noop("Withdraw a draft instead.")
        )
    open_ones = EndProposal.objects.across_organisations("below the agreement in hand").filter(
        agreement=row, taken_back_at=None, carried_at=None
    )
    if (there := open_ones.first()) is not None:
        if there.organisation_id == organisation:
            return there
        raise Refused(
            gettext_noop("An end by consent is proposed already."), cure=gettext_noop("Consent to that one.")
        )
    proposal = EndProposal.objects.create(
        agreement=row,
        organisation_id=organisation,
        reason=clean(reason, field="reason", longest=2000),
        made_at=moment_of(by, now, wall=timezone.now()),
    )
    tell(EndProposed(agreement=row.pk, proposal=proposal.pk, organisation=organisation), by=by)
    consent_to_end(by=by, proposal=proposal.pk, organisation=organisation, now=now)
    return proposal
