from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions._places import held_place, put_at
from lianjian.apps.newsroom.events import UncertainPlaceDecided
from lianjian.apps.newsroom.models import ArchiveDecision, Story, UncertainPlace
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def reopen_uncertain_place(*, by: Actor, place: int) -> UncertainPlace:
    """Take the decision about a place back: it is open again, and what a correction had put into the draft goes.

    Raises Refused while the story is in review, or where the text around the place has been rewritten since. The decision
    and its withdrawal stay on record. Taking back what is open is nothing.
    """
    held = held_place(by, place)
    require_writer(by, held.item.newsroom_id)
    if held.state == UncertainPlace.State.OPEN:
        return held
    if held.state == UncertainPlace.State.SETTLED:
        raise Refused(
            gettext_noop("This place has been decided already: another text stands here now."),
            cure=gettext_noop("Change the story itself if it is wrong."),
        )
    if Story.for_actor(by).get(pk=held.item.story_id).workflow_in_progress:
        raise Refused(
            gettext_noop("This text is frozen while it is being reviewed."),
            cure=gettext_noop("Take it back from review, change it, and submit it again."),
        )
    said = held.chosen
    if held.state == UncertainPlace.State.CORRECTED:
        put_at(by, held, held.proposed)
    held.state = UncertainPlace.State.OPEN
    held.chosen, held.decided_by, held.decided_at = "", None, None
    held.save(update_fields=["state", "chosen", "decided_by", "decided_at"])
    ArchiveDecision.objects.create(
        item_id=held.item_id,
        place=held,
        verb=ArchiveDecision.Verb.REOPENED,
        words=held.proposed,
        replaced=said,
        person_id=by.person,
        at=timezone.now(),
    )
    tell(UncertainPlaceDecided(story=held.item.story_id, place=held.pk, state=str(held.state)), by=by)
    return held
