from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.actions._organising import lock_seen, organises
from lianjian.apps.coordination.events import GatheringTold
from lianjian.apps.coordination.models import GatheringPhoto, GatheringStory
from lianjian.apps.coordination.rules.gatherings import GatheringState
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.kinds import Kind
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.foundation.actor import Actor

MOST_PICTURES = 9
WRITERS = frozenset({Role.EDITOR, Role.REVIEWER, Role.LEADER})


@transaction.atomic
def tell_of_gathering(
    *, by: Actor, gathering: int, newsroom: int, photos: Sequence[int] = (), again: bool = False
) -> GatheringStory:
    """Hand a gathering that took place over to a ``newsroom`` (a media centre) as a draft with these photographs (keys);
    whoever hears the event starts the story, in this transaction.

    Those who organise it may, and those who write in that newsroom and see the gathering. Once it was told it is not told
    a second time unless ``again`` says so.
    """
    row = lock_seen(by, gathering)
    if not organises(by, row) and not by.holds(*WRITERS, organisation=newsroom):
        raise NotAllowed(gettext_noop("Only those who organise this gathering can do this."))
    told = GatheringStory.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    last = told.last()
    if last is not None and not again:
        return last
    if row.state != GatheringState.HELD:
        raise Refused(
            gettext_noop("A story is made of a gathering that took place."),
            cure=gettext_noop("Say first that it took place."),
        )
    if not organisations(Kind.MEDIA_CENTRE).filter(pk=newsroom).exists():
        raise Refused(gettext_noop("Choose a media centre."), field="newsroom")
    if len(photos) > MOST_PICTURES:
        raise Refused(gettext_noop("Choose at most %(most)s photos."), field="photos", most=MOST_PICTURES)
    ours = GatheringPhoto.objects.across_organisations("below the gathering in hand").filter(gathering=row)
    if ours.filter(pk__in=photos).count() != len(set(photos)):
        raise Refused(gettext_noop("One of these photos is not there any more."), field="photos")
    telling = last.telling + 1 if last is not None else 1
    made = GatheringStory.objects.create(
        gathering=row, telling=telling, newsroom_id=newsroom, told_at=timezone.now()
    )
    event = GatheringTold(gathering=row.pk, telling=telling, newsroom=newsroom, photos=list(photos))
    tell(event, by=by)
    made.refresh_from_db()
    return made
