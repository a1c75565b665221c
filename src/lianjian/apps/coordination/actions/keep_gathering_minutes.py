from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GatheringMinutesKept
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def keep_gathering_minutes(*, by: Actor, gathering: int, minutes: str, summary: str = "") -> Gathering:
    """Keep the minutes, and a ``summary`` for readers: paragraphs of which a story can be made."""
    row = lock_gathering(by, gathering)
    if row.state not in {GatheringState.ANNOUNCED, GatheringState.HELD}:
        raise Refused(
            gettext_noop("Minutes are kept of a gathering that is announced."),
            cure=gettext_noop("Announce it first."),
        )
    row.minutes = clean(minutes, field="minutes", needed=False)
    row.summary = clean(summary, field="summary", longest=4000, needed=False)
    row.save(update_fields=["minutes", "summary"])
    tell(GatheringMinutesKept(gathering=row.pk), by=by)
    return row
