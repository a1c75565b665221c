from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.events import GatheringStoryTied
from lianjian.apps.coordination.models import GatheringStory
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def tie_gathering_story(*, by: Actor, gathering: int, telling: int, story: int) -> GatheringStory:
    """Write down which story of the app above a telling became; it is that one for good."""
    rows = GatheringStory.objects.by(by).select_for_update(of=("self",))
    row = rows.filter(gathering=gathering, telling=telling).first()
    if row is None:
        raise NotThere
    if row.story is None:
        row.story = story
        row.save(update_fields=["story"])
        tell(GatheringStoryTied(gathering=gathering, story=story), by=by)
    return row
