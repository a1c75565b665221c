"""A story went public: it has to reach the outlets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.matrix.actions.plan_deliveries import plan_deliveries
from lianjian.apps.matrix.actions.plan_film import plan_film
from lianjian.apps.newsroom.queries import published
from lianjian.apps.spread.actions.follow_story import follow_story
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.newsroom.events import StoryPublished


def plan_for_all_outlets(event: StoryPublished, by: Actor) -> None:
    """At once, in the story's transaction: a story is never public without its deliveries."""
    plan_deliveries(by=by, story=event.story, revision=event.revision)


def count_from_now(event: StoryPublished, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: a share link made a second after publication must find its story."""
    story = published(event.story)
    if story is None:
        return
    follow_story(
        by=Actor.system("spread"),
        story=story.id,
        title=story.title,
        column=story.column_slug,
        party=story.party_id,
        published_at=story.published_at,
        happened_on=story.happened_on,
    )


def plan_its_film(event: StoryPublished, by: Actor) -> None:
    """At once: eight of the outlets take nothing else. It is made later, by a process of its own."""
    plan_film(by=by, story=event.story, revision=event.revision)
