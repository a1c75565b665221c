from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_story(*, by: Actor, story: int, reason: str, at: datetime | None = None) -> Story:
    """Take a published story back, with the reason that outlets and stations are told. ``tell(StoryWithdrawn(…))``
    stands in ``Story.unpublish``, through which the desk and the schedule pass too.

    ``at`` dates it back (aware, not in the future); only the system may, for stories taken back long ago.
    """
    row = Story.for_actor(by).filter(pk=story).first()
    if row is None:
        raise NotThere
    if not reason.strip():
        raise Refused(gettext_noop("Say why the story is withdrawn."), field="reason")
    if not row.live:
        raise Refused(gettext_noop("This story is not published."))
    if at is not None and not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system can date a withdrawal back."))
    if at is not None and at > timezone.now():
        raise Refused(gettext_noop("A withdrawal cannot be dated into the future."), field="at")
    row.unpublish(user=account_of(by), by=by, reason=reason.strip()[:300], at=at)
    return row
