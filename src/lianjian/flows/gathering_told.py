"""coordination.gathering_told: a story draft in the newsroom, with the photographs that were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.actions.tie_gathering_story import tie_gathering_story
from lianjian.apps.coordination.queries.gathering_records import material_of, photos_to_tell
from lianjian.apps.coordination.rules.gathering_story import story_text
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.actions.store_picture import store_picture
from lianjian.apps.newsroom.rules.desks import newsrooms_of
from lianjian.apps.newsroom.rules.drafts import Draft, DraftBlock
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import GatheringTold


def start_its_story(event: GatheringTold, by: Actor) -> None:
    """At once, in the same transaction. Whoever writes in that newsroom is its author; what others hand over is written by
    nobody, so that every reviewer there may review it."""
    writer = by if event.newsroom in newsrooms_of(by) else Actor.system("newsroom.handed-over")
    material = material_of(event.gathering)
    text = story_text(material)
    pictures = []
    for number, data in enumerate(photos_to_tell(event.gathering, event.photos), start=1):
        title = f"{material.title} {number}"
        pictures.append(store_picture(by=writer, newsroom=event.newsroom, data=data, title=title).pk)
    lead, *rest = (DraftBlock("paragraph", words) for words in text.paragraphs)
    shown = [DraftBlock("picture", picture=key) for key in pictures]
    draft = Draft(
        title=text.title,
        digest=text.digest,
        party=material.organiser,
        division=material.division,
        source=text.source,
        happened_on=civil_date(material.begins_at),
        blocks=(lead, *shown[:1], *rest, *shown[1:]),
        cover=pictures[0] if pictures else None,
    )
    story = start_story(
        by=writer,
        draft=draft,
        newsroom=event.newsroom,
        submission=f"gathering-{event.gathering}-{event.telling}",
    )
    tie_gathering_story(
        by=Actor.system("newsroom.handed-over"),
        gathering=event.gathering,
        telling=event.telling,
        story=story.pk,
    )
