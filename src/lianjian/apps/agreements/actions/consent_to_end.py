from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.actions._ending import end_if_all_consent
from lianjian.apps.agreements.events import EndConsented
from lianjian.apps.agreements.models import EndConsent, EndProposal
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def consent_to_end(*, by: Actor, proposal: int, organisation: int, now: datetime | None = None) -> EndConsent:
    """Consent, for one's own organisation, to the end of an agreement: by a person who holds a signatory's mandate in
    it on that day. With the last consent that was missing it is over. The same consent twice is one."""
    agreement = EndProposal.objects.by(by).filter(pk=proposal).values_list("agreement", flat=True).first()
    if agreement is None:
        raise NotThere
    row = seen_and_locked(by, agreement)
    one = EndProposal.objects.by(by).get(pk=proposal)
    check_speaks(by, row, organisation, *SIGNATORIES)
    moment = moment_of(by, now, wall=timezone.now())
    role = _mandate(by, organisation, moment)
    rows = EndConsent.objects.across_organisations("below the agreement in hand").filter(proposal=one)
    if (given := rows.filter(organisation=organisation).first()) is not None:
        return given
    if one.taken_back_at is not None or one.carried_at is not None or by.person is None:
        raise Refused(gettext_noop("This proposal is settled already."))
    consent = EndConsent.objects.create(
        proposal=one, organisation_id=organisation, person_id=by.person, role=role, given_at=moment
    )
    ended = end_if_all_consent(by, row, moment)
    tell(EndConsented(agreement=row.pk, proposal=one.pk, organisation=organisation, ended=ended), by=by)
    return consent


def _mandate(by: Actor, organisation: int, moment: datetime) -> str:
    """The signatory's role that the person holds on that day. Raises NotAllowed."""
    for role in sorted(SIGNATORIES):
        if by.person is not None and by.person in holders(organisation, [role], civil_date(moment)):
            return role
    raise NotAllowed(
        gettext_noop("You hold no mandate to sign for this organisation on that day."),
        cure=gettext_noop("Its leader, first secretary or administrator signs."),
    )
