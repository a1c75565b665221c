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
def publish_story(*, by: Actor, story: int, at: datetime | None = None) -> Story:
    """Make the latest text of a story public. The guard and ``tell(StoryPublished(…))`` stand in
    ``Story.publish``, through which the desk and the schedule pass too.

    ``at`` dates the first publication back (aware, not in the future); only the system may, for stories that appeared
    long ago.
    """
    row = Story.for_actor(by).filter(pk=story).first()
    if row is None:
        raise NotThere
    if at is not None and not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system can date a publication back."))
    if at is not None and at > timezone.now():
        raise Refused(gettext_noop("A publication cannot be dated into the future."), field="at")
    revision = row.get_latest_revision()
    if revision is None:
        raise Refused(gettext_noop("This story has no saved text."))
    row.publish(revision, user=account_of(by), skip_permission_checks=True, by=by, at=at)
    return row
