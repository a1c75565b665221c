from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import PeopleInPictureSaid
from lianjian.apps.newsroom.queries.consents import ours
from lianjian.apps.newsroom.rules.consents import SAID_BY_HAND
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import StoryPicture
    from lianjian.foundation.actor import Actor


@transaction.atomic
def say_who_is_shown(*, by: Actor, picture: int, people: str, note: str = "") -> StoryPicture:
    """Say who is seen in a picture: a word of ``rules.consents.SAID_BY_HAND``; ``note`` names the public event (up to 120
    characters). Those who work in its newsroom may."""
    row = ours(by).select_for_update(of=("self",)).filter(pk=picture).first()
    if row is None:
        raise NotThere
    if people not in SAID_BY_HAND:
        raise Refused(gettext_noop("Choose who is seen in the picture."), field="people")
    row.people, row.people_note = people, " ".join(note.split())[:120]
    row.people_by_id, row.people_at = by.person, timezone.now()
    row.save(update_fields=["people", "people_note", "people_by", "people_at"])
    tell(PeopleInPictureSaid(picture=row.pk, people=str(people)), by=by)
    return row
