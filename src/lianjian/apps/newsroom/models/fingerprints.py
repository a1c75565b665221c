"""What two texts have in common when they are the same text: their fingerprint."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from lianjian.apps.newsroom.models.body import blocks_in
from lianjian.apps.newsroom.models.picture import StoryPicture
from lianjian.apps.newsroom.rules.drafts import manuscript_sha256

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models.story import Story


def text_sha256_of(story: Story) -> str:
    """The fingerprint of the text as it stands in this object; who it is about as it was written. One query."""
    blocks = blocks_in(story.body)
    keys = {block.picture for block in blocks if block.picture} | ({story.cover_id} - {None})
    prints = dict(StoryPicture.objects.filter(pk__in=keys).values_list("pk", "sha256"))
    day = story.happened_on
    fields = {
        "title": story.title,
        "subtitle": story.subtitle,
        "digest": story.digest,
        "column": story.column_id,
        "party": story.party_as_written or story.party_id,
        "division": story.division_id,
        "byline": story.byline,
        "source": story.source,
        "happened_on": day.isoformat() if isinstance(day, dt.date) else day,
        "cover": prints.get(story.cover_id),
        "loudspeaker": story.loudspeaker,
    }
    return manuscript_sha256(
        fields, [[b.kind, b.text, prints.get(b.picture), b.alt, b.caption] for b in blocks]
    )
