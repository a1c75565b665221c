from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._joint import check_party, lock_project, parties_of
from lianjian.apps.projects.events import ContributionRecorded
from lianjian.apps.projects.models import Contribution
from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.apps.projects.rules.joint import check_contribution
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def record_contribution(
    *,
    by: Actor,
    project: int,
    organisation: int,
    kind: str,
    text: str,
    amount: str | int | Decimal | None = None,
    unit: str = "",
    client_key: str | None = None,
    now: datetime | None = None,
) -> Contribution:
    """Write down what a party has put in. Without a number and unit the amount is unknown, which is not
    nothing."""
    row = lock_project(by, project)
    given = Contribution.objects.across_organisations("below the project in hand").filter(project=row)
    sending = check_client_key(client_key)
    if sending and (sent := given.filter(client_key=sending).first()) is not None:
        return sent
    check_party(organisation, parties_of(row))
    unknown = amount is None or amount == ""
    if unknown != (not unit):
        raise Refused(gettext_noop("An amount needs a number and a unit, or neither."), field="amount")
    contribution = Contribution.objects.create(
        project=row,
        organisation_id=organisation,
        kind=check_contribution(kind),
        text=clean_line(text, field="text", longest=300),
        amount=check_amount(amount, field="amount") if amount is not None and amount != "" else None,
        unit=check_unit(unit) if unit else "",
        contributed_on=civil_date(moment_of(by, now, wall=timezone.now())),
        client_key=sending,
    )
    told = ContributionRecorded(project=row.pk, contribution=contribution.pk, organisation=organisation)
    tell(told, by=by)
    return contribution
