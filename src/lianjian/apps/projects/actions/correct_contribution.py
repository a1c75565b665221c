from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._joint import lock_project
from lianjian.apps.projects.events import ContributionCorrected
from lianjian.apps.projects.models import Contribution
from lianjian.apps.projects.rules.amounts import check_amount, check_unit
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.foundation.actor import Actor


@transaction.atomic
def correct_contribution(
    *,
    by: Actor,
    contribution: int,
    text: str,
    reason: str,
    amount: str | int | Decimal | None = None,
    unit: str = "",
    planned: bool = False,
    now: datetime | None = None,
) -> Contribution:
    """Put a new row in the place of one that was wrong, or of a planned one that has now been given; the old one stays
    readable and counts no more. The new one is not confirmed."""
    rows = Contribution.objects.by(by)
    old = rows.select_for_update(of=("self",)).filter(pk=contribution).first()
    if old is None:
        raise NotThere
    project = lock_project(by, old.project_id)
    after = Contribution.objects.across_organisations("below the project in hand").filter(corrects=old)
    if after.exists():
        raise Refused(
            gettext_noop("This contribution has been corrected already."),
            cure=gettext_noop("Correct the row that took its place."),
        )
    typed = amount is not None and str(amount).strip() != ""
    if typed != bool(unit):
        raise Refused(gettext_noop("An amount needs a number and a unit, or neither."), field="amount")
    row = Contribution.objects.create(
        project=project,
        organisation_id=old.organisation_id,
        kind=old.kind,
        text=clean_line(text, field="text", longest=300),
        amount=check_amount(str(amount), field="amount") if typed else None,
        unit=check_unit(unit) if unit else "",
        contributed_on=civil_date(moment_of(by, now, wall=timezone.now())),
        planned=planned,
        corrects=old,
        reason=clean_line(reason, field="reason", longest=300),
        log_entry_id=old.log_entry_id,
        recorded_by_id=by.person,
    )
    tell(ContributionCorrected(project=project.pk, contribution=row.pk, corrects=old.pk), by=by)
    return row
