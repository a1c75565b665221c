from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.exchange.actions._owning import is_own, is_steward, lock_expert
from lianjian.apps.exchange.events import ExpertRetired
from lianjian.apps.exchange.rules.experts import judge_lister
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.exchange.models import ExpertProfile
    from lianjian.foundation.actor import Actor


@transaction.atomic
def retire_expert(*, by: Actor, expert: int, now: datetime | None = None) -> ExpertProfile:
    """Take an expert off the list; what they wrote stays. Listed again later, it is the same entry. Twice is
    once."""
    row = lock_expert(by, expert)
    own, steward = is_own(by, row.person_id), is_steward(by, row.organisation_id)
    judge_lister(own=own, steward=steward, public=row.public, was_public=row.public)
    if row.retired_on is not None:
        return row
    row.retired_on = civil_date(moment_of(by, now, wall=timezone.now()))
    row.public = False
    row.save(update_fields=["retired_on", "public"])
    tell(ExpertRetired(expert=row.pk, organisation=row.organisation_id), by=by)
    return row
