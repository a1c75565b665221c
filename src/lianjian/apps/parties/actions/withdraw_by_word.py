from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.events import ByWordWithdrawn
from lianjian.apps.parties.models import ByWord, HandoverItem
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_by_word(*, by: Actor, by_word: int) -> ByWord:
    """Take back what was written down: its words are deleted for good, here and in every handover; that something stood
    there stays. Twice is once."""
    row = ByWord.objects.by(by).select_for_update().filter(pk=by_word).first()
    if row is None:
        raise NotThere
    if row.withdrawn_at is not None:
        return row
    row.words = row.more = row.how = ""
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["words", "more", "how", "withdrawn_at"])
    HandoverItem.objects.across_organisations("the words of the row in hand").filter(
        source_app="parties", source_key=f"word:{row.pk}"
    ).update(words="", more="", remark="", answer="")
    tell(ByWordWithdrawn(by_word=row.pk, organisation=row.organisation_id), by=by)
    return row
