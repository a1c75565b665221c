from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.exchange.actions._owning import is_own, is_steward, lock_expert
from lianjian.apps.exchange.events import ExpertReachable
from lianjian.apps.exchange.rules.experts import judge_lister
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.exchange.models import ExpertProfile
    from lianjian.foundation.actor import Actor


@transaction.atomic
def say_reachable(*, by: Actor, expert: int, reachable: bool) -> ExpertProfile:
    """Say whether an expert takes questions now. Twice is once."""
    row = lock_expert(by, expert)
    own, steward = is_own(by, row.person_id), is_steward(by, row.organisation_id)
    judge_lister(own=own, steward=steward, public=row.public, was_public=row.public)
    if row.retired_on is not None:
        raise Refused(gettext_noop("This expert has left the list."))
    if row.reachable == reachable:
        return row
    row.reachable = reachable
    row.save(update_fields=["reachable"])
    tell(ExpertReachable(expert=row.pk, reachable=reachable), by=by)
    return row
