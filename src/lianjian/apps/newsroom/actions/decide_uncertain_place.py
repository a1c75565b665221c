from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions._places import held_place, put_at
from lianjian.apps.newsroom.events import UncertainPlaceDecided
from lianjian.apps.newsroom.models import ArchiveDecision, UncertainPlace
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import tidy
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

LONGEST = 200


@transaction.atomic
def decide_uncertain_place(*, by: Actor, place: int, chosen: str) -> UncertainPlace:
    """Confirm what the repair put at an uncertain place (``chosen`` equals it), or correct it.

    A correction goes into the story's draft at once, found by its neighbours. Raises Refused where the text around it has
    been rewritten: the editor then corrects the story itself and confirms here; and where somebody else decided it
    meanwhile. Who decided and when is kept. The same answer of the same person twice is once.
    """
    held = held_place(by, place)
    require_writer(by, held.item.newsroom_id)
    chosen = tidy(chosen)
    if held.state in {UncertainPlace.State.CONFIRMED, UncertainPlace.State.CORRECTED}:
        if held.chosen == chosen and held.decided_by_id == by.person:
            return held
        raise Refused(
            gettext_noop("This place has been decided already: %(name)s put “%(chosen)s” here."),
            cure=gettext_noop("Take that decision back first if it is wrong."),
            name=held.decided_by.name if held.decided_by is not None else "—",
            chosen=held.chosen,
        )
    if held.state != UncertainPlace.State.OPEN:
        raise Refused(
            gettext_noop("This place has been decided already: another text stands here now."),
            cure=gettext_noop("Change the story itself if it is wrong."),
        )
    if not chosen:
        raise Refused(
            gettext_noop("Type what stands here; an uncertain place cannot become empty."), field="chosen"
        )
    if len(chosen) > LONGEST:
        raise Refused(
            gettext_noop("This line has more than %(limit)d characters."), field="chosen", limit=LONGEST
        )
    confirmed = chosen == held.proposed
    if not confirmed:
        put_at(by, held, chosen)
    held.state = UncertainPlace.State.CONFIRMED if confirmed else UncertainPlace.State.CORRECTED
    held.chosen = chosen
    held.decided_by_id = by.person
    held.decided_at = timezone.now()
    held.save(update_fields=["state", "chosen", "decided_by", "decided_at"])
    ArchiveDecision.objects.create(
        item_id=held.item_id,
        place=held,
        verb=ArchiveDecision.Verb(held.state),
        words=chosen,
        replaced=held.proposed,
        person_id=by.person,
        at=held.decided_at,
    )
    tell(
        UncertainPlaceDecided(story=held.item.story_id, place=held.pk, state=str(held.state)),
        by=by,
    )
    return held
