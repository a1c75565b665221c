from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.events import PairAskedAgain
from lianjian.apps.parties.models import Apart
from lianjian.apps.parties.queries.duplicates import joinable
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def ask_again(*, by: Actor, apart: int) -> Apart:
    """Take back that two entries are not the same: the pair is listed again where it is likely. Who said so and when stays
    readable. Whoever may say it may take it back. Twice is once. Raises NotThere."""
    row = Apart.objects.by(by).select_for_update(of=("self",)).filter(pk=apart).first()
    if row is None:
        raise NotThere
    pair = {row.first, row.second}
    if not by.network_wide and (row.kind != Apart.Of.PERSON or joinable(by, pair) != pair):
        raise NotThere
    if row.asked_again_at is not None:
        return row
    row.asked_again_at, row.asked_again_by_id = timezone.now(), by.person
    row.save(update_fields=["asked_again_at", "asked_again_by"])
    tell(PairAskedAgain(apart=row.pk, kind=row.kind, first=row.first, second=row.second), by=by)
    return row
