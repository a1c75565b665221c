from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.reminders.events import CalendarClosed
from lianjian.apps.reminders.models import CalendarAddress
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def close_calendar(*, by: Actor) -> bool:
    """Let the address of one's calendar answer no more. False where there is none."""
    if by.person is None:
        raise NotAllowed(gettext_noop("Only people with a mandate are reminded."))
    deleted, _rows = CalendarAddress.objects.by(by).filter(person=by.person).delete()
    if not deleted:
        return False
    tell(CalendarClosed(person=by.person), by=by)
    return True
