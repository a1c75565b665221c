from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.matrix.actions._films import WHY, sweep
from lianjian.apps.matrix.events import FilmsDropped
from lianjian.apps.matrix.models import StoryFilm
from lianjian.apps.newsroom import queries as newsroom
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def drop_films(*, by: Actor, story: int) -> int:
    """A withdrawn story's films go, with their files and recordings; returns how many there were. Raises NotThere."""
    newsroom.story_of(by, story)
    rows = StoryFilm.objects.across_organisations(WHY).filter(story=story)
    keys = list(rows.values_list("pk", flat=True))
    rows.delete()
    transaction.on_commit(partial(sweep, story))
    if keys:
        tell(FilmsDropped(story=story, films=keys), by=by)
    return len(keys)
