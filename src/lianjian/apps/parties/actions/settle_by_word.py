from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.parties.events import ByWordSettled
from lianjian.apps.parties.models import ByWord
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop
from lianjian.kernel.texts import clean_line

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_by_word(*, by: Actor, by_word: int, how: str = "", now: datetime | None = None) -> ByWord:
    """Say that a promise by word was kept, a key given back, or that one need not know it any more. Twice is once."""
    row = ByWord.objects.by(by).select_for_update().filter(pk=by_word).first()
    if row is None:
        raise NotThere
    if row.settled_at is not None:
        return row
    if row.withdrawn_at is not None:
        raise Refused(gettext_noop("This was taken back."))
    row.settled_at = moment_of(by, now, wall=timezone.now())
    row.how = clean_line(how, field="how", longest=300, needed=False)
    row.save(update_fields=["settled_at", "how"])
    tell(ByWordSettled(by_word=row.pk, organisation=row.organisation_id), by=by)
    return row
