from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.exchange.events import NeedForgotten
from lianjian.apps.exchange.models import Need
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def forget_need_words(*, by: Actor, entry: int, today: date) -> int | None:
    """A log entry was taken back: the need that was written with it loses its words, and one that is open is given up,
    for nobody knows any more what is needed. Where the organisation has said it in other words since, these are its own
    and stay. Returns the need whose words are gone, None where there is none."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the writer can take an entry back."))
    rows = Need.objects.across_organisations("the system follows its own log").select_for_update(of=("self",))
    row = rows.filter(log_entry=entry).exclude(text="").first()
    if row is None:
        return None
    if not row.own_words:
        row.text, row.public = "", False
        if row.state == NeedState.OPEN:
            row.state, row.closed_on = NeedState.GIVEN_UP, max(row.recorded_on, today)
        row.save()
    tell(NeedForgotten(need=row.pk, entry=entry, words=not row.own_words), by=by)
    return None if row.own_words else row.pk
