from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._speaking import check_speaks
from lianjian.apps.projects.events import IncomeSharesAgreed
from lianjian.apps.projects.models import Share, ShareAgreement
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def agree_income_shares(
    *, by: Actor, shares: int, organisation: int, now: datetime | None = None
) -> ShareAgreement:
    """A party agrees to proposed shares; with the last one they are valid from their day. Twice is once."""
    row = ShareAgreement.objects.by(by).select_for_update(of=("self",)).filter(pk=shares).first()
    if row is None:
        raise NotThere
    check_speaks(by, organisation)
    parts = Share.objects.across_organisations("below the shares in hand").filter(agreement=row)
    part = parts.filter(organisation=organisation).first()
    if part is None:
        raise NotThere
    if part.agreed_at is not None:
        return row
    part.agreed_by_id = by.person
    part.agreed_at = moment_of(by, now, wall=timezone.now())
    part.save(update_fields=["agreed_by", "agreed_at"])
    whole = not parts.filter(agreed_at=None).exists()
    if whole:
        row.agreed_on = civil_date(part.agreed_at)
        row.save(update_fields=["agreed_on"])
    told = IncomeSharesAgreed(project=row.project_id, shares=row.pk, organisation=organisation, all=whole)
    tell(told, by=by)
    return row
