from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import ReceiptSaid
from lianjian.apps.projects.models import Distribution, DistributionPart
from lianjian.apps.projects.rules.shares import ReceiptState, check_cents
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def say_receipt(
    *,
    by: Actor,
    distribution: int,
    organisation: int,
    received: bool,
    to_villagers: str | int | Decimal | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> DistributionPart:
    """A party says of its part that it has received it, or that it has not and what is wrong; it may say so anew.
    ``to_villagers`` is what a village passed on to its villagers, as one sum: no villager is named."""
    row = Distribution.objects.by(by).filter(pk=distribution).first()
    if row is None:
        raise NotThere
    check_speaks(by, organisation)
    parts = DistributionPart.objects.across_organisations("below the distribution in hand")
    part = parts.select_for_update(of=("self",)).filter(distribution=row, organisation=organisation).first()
    if part is None:
        raise NotThere
    passed = None
    if to_villagers is not None and str(to_villagers).strip():
        passed = check_cents(to_villagers, field="to_villagers")
    if passed is not None and not received:
        raise Refused(gettext_noop("What was not received cannot have been passed on."), field="to_villagers")
    if passed is not None and passed > part.amount:
        raise Refused(
            gettext_noop("The villagers' sum is larger than the village's part."), field="to_villagers"
        )
    part.state = ReceiptState.RECEIVED if received else ReceiptState.NOT_RECEIVED
    part.said_by_id = by.person
    part.said_on = civil_date(moment_of(by, now, wall=timezone.now()))
    part.remark = clean_line(remark, field="remark", longest=300, needed=not received)
    part.to_villagers = passed
    part.save(update_fields=["state", "said_by", "said_on", "remark", "to_villagers"])
    told = ReceiptSaid(
        project=row.project_id, distribution=row.pk, organisation=organisation, after=part.state
    )
    tell(told, by=by)
    return part
