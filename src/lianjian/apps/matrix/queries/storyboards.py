"""From a story to its storyboard, with what this installation adds: its name, its address, the mark of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.apps.matrix.rules.filming import Narration, Storyboard, storyboard
from lianjian.apps.matrix.rules.films import PREVIEW
from lianjian.apps.newsroom import queries as newsroom
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.matrix.models import StoryFilm
    from lianjian.apps.newsroom.rules.content import PublishedStory
    from lianjian.foundation.actor import Actor

MARK = "预览，未经审校"
"""Burnt into films of texts that nobody has published. A film speaks Chinese, whoever makes it."""


def text_for(by: Actor, story: int, revision: int) -> PublishedStory:
    """The published text of a story, or for a preview its latest one. Raises NotThere, also where another revision is
    public by now."""
    row = newsroom.story_of(by, story)
    if revision == PREVIEW:
        return newsroom.story_for_preview(row.get_latest_revision_as_object())
    found = newsroom.published(story)
    if found is None or found.revision != revision:
        raise NotThere
    return found


def board_of(
    story: PublishedStory, revision: int, narration: Narration | None, unreadable: Sequence[str] = ()
) -> Storyboard:
    """The storyboard of a story as this installation films it."""
    return storyboard(
        story,
        site=str(settings.SITE_NAME),
        link=f"{settings.BASE_URL}{story.path}",
        mark=MARK if revision == PREVIEW else "",
        narration=narration,
        unreadable=unreadable,
    )


def narration_of(row: StoryFilm) -> Narration | None:
    """The recording that a film follows."""
    if not row.narration_sha256:
        return None
    return Narration(row.narration_sha256, row.narration_milliseconds / 1000)


def words_of(story: PublishedStory) -> str:
    """Fingerprint of what a narrator reads."""
    return fingerprint(f"{story.title}\n{story.text}".encode())
