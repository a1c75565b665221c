from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.events import EndProposalTakenBack
from lianjian.apps.agreements.models import EndProposal
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_back_end_proposal(*, by: Actor, proposal: int, now: datetime | None = None) -> EndProposal:
    """The party that proposed the end takes it back; consents given to it count for nothing any more."""
    agreement = EndProposal.objects.by(by).filter(pk=proposal).values_list("agreement", flat=True).first()
    if agreement is None:
        raise NotThere
    row = seen_and_locked(by, agreement)
    one = EndProposal.objects.by(by).select_for_update(of=("self",)).get(pk=proposal)
    check_speaks(by, row, one.organisation_id, *SIGNATORIES)
    if one.carried_at is not None:
        raise Refused(gettext_noop("This proposal is settled already."))
    if one.taken_back_at is None:
        one.taken_back_at = moment_of(by, now, wall=timezone.now())
        one.save(update_fields=["taken_back_at"])
        tell(EndProposalTakenBack(agreement=row.pk, proposal=one.pk), by=by)
    return one
