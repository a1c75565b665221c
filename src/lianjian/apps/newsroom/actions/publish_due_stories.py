from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from lianjian.apps.newsroom.events import StoryHeldBack
from lianjian.apps.newsroom.models import HeldBack, Story
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

logger = logging.getLogger("lianjian.newsroom")


@dataclass(slots=True)
class Fired:
    """Keys of the stories whose hour had come: what went out, what was refused, what broke and is tried again."""

    published: list[int] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)


def publish_due_stories(*, by: Actor) -> Fired:
    """Let out every text whose hour has come, however long ago: what was due while nothing ran goes out now.

    One after the other, each in a transaction of its own under the lock of its story, so that a killed process leaves it
    out or in and two workers let it out once. Each passes the guard of ``Story.publish`` again; what is refused leaves
    the schedule and is kept as held back. What breaks stays on the schedule and holds up nobody. Only the system.
    """
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system lets out what is due."))
    kind = ContentType.objects.get_for_model(Story)
    due = Revision.objects.filter(content_type=kind, approved_go_live_at__lte=timezone.now())
    fired = Fired()
    for key, story in due.order_by("approved_go_live_at", "pk").values_list("pk", "object_id"):
        number = int(story)
        try:
            went = _let_out(by, key, number)
        except Exception:  # one broken text must not hold up the others
            logger.exception("The story %s could not be let out; it is tried again.", number)
            fired.broken.append(number)
            continue
        if went is not None:
            (fired.published if went else fired.held).append(number)
    return fired


@transaction.atomic
def _let_out(by: Actor, revision: int, story: int) -> bool | None:
    """Whether the text went out; None where another worker or an editor was there first."""
    row = Story.objects.select_for_update().filter(pk=story).first()
    text = Revision.objects.filter(pk=revision, approved_go_live_at__lte=timezone.now()).first()
    if row is None or text is None:
        return None
    due_at = text.approved_go_live_at
    try:
        with transaction.atomic():
            row.publish(text, skip_permission_checks=True, log_action="wagtail.publish.scheduled", by=by)
    except Refused as refused:
        Revision.objects.filter(pk=revision).update(approved_go_live_at=None)
        held = HeldBack.keep(story, due_at, refused)
        tell(StoryHeldBack(story=story, held=held.pk), by=by)
        return False
    return True
