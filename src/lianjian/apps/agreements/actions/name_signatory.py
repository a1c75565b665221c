from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.events import SignatoryNamed
from lianjian.apps.agreements.models import AgreementParty
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def name_signatory(
    *, by: Actor, agreement: int, organisation: int, person: int | None, now: datetime | None = None
) -> None:
    """Say who is to sign for one's own organisation; None takes the name back.

    The name is no part of the words: naming another person reopens nothing. Who holds a signatory's mandate is
    judged on the day of signing; here the person only has to hold some mandate in that organisation.
    """
    row = seen_and_locked(by, agreement)
    check_speaks(by, row, organisation, *NEGOTIATORS)
    today = civil_date(now or timezone.now())
    if person is not None and person not in holders(organisation, list(Role), today):
        raise Refused(
            gettext_noop("This person holds no mandate in that organisation."),
            cure=gettext_noop("Grant the mandate first."),
            field="person",
        )
    AgreementParty.objects.across_organisations("below the agreement in hand").filter(
        agreement=row, organisation=organisation
    ).update(signatory=person)
    tell(SignatoryNamed(agreement=row.pk, organisation=organisation), by=by)
