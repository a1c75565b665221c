from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_story(*, by: Actor, story: int, reason: str, at: datetime | None = None) -> Story:
    """Take a published story back, with the reason that outlets and stations are told. ``tell(StoryWithdrawn(…))``
    stands in ``Story.unpublish``, through which the desk and the schedule pass too.

    ``at`` dates it back (aware, not in the future); only the system may, for stories taken back long ago.
    """
    moment = moment_of(by, at, wall=timezone.now())
    row = Story.for_actor(by).filter(pk=story).first()
    if row is None:
        raise NotThere
    words = clean(reason, field="reason", longest=300, needed=False)
    if not words:
        raise Refused(gettext_noop("Say why the story is withdrawn."), field="reason")
    if not row.live:
        raise Refused(gettext_noop("This story is not published."))
    row.unpublish(user=account_of(by), by=by, reason=words, at=moment)
    return row
