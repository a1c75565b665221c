from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.reminders.events import CalendarOpened
from lianjian.apps.reminders.models import CalendarAddress
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def open_calendar(*, by: Actor) -> str:
    """Draw a new secret for the address of one's calendar and return it: it is shown once, only its digest is kept. The
    address before it answers no more."""
    if by.person is None or not by.organisations:
        raise NotAllowed(gettext_noop("Only people with a mandate are reminded."))
    secret = secrets.token_urlsafe(24)
    CalendarAddress.objects.by(by).update_or_create(
        person_id=by.person, defaults={"digest": fingerprint(secret.encode()), "made_at": timezone.now()}
    )
    tell(CalendarOpened(person=by.person), by=by)
    return secret
