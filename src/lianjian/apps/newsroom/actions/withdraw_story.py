from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.newsroom.models import Story
from lianjian.apps.newsroom.models.writing import account_of
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_story(*, by: Actor, story: int, reason: str) -> Story:
    """Take a published story back, with the reason that outlets and stations are told. ``tell(StoryWithdrawn(…))``
    stands in ``Story.unpublish``, through which the desk and the schedule pass too."""
    row = Story.for_actor(by).filter(pk=story).first()
    if row is None:
        raise NotThere
    if not reason.strip():
        raise Refused(gettext_noop("Say why the story is withdrawn."), field="reason")
    if not row.live:
        raise Refused(gettext_noop("This story is not published."))
    row.unpublish(user=account_of(by), by=by, reason=reason.strip()[:300])
    return row
