"""A story was taken back: every outlet that got it has to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from lianjian.apps.matrix.actions.drop_films import drop_films
from lianjian.apps.matrix.actions.plan_withdrawals import plan_withdrawals
from lianjian.apps.spread.actions.drop_story import drop_story
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.newsroom.events import StoryWithdrawn


def take_back_from_all_outlets(event: StoryWithdrawn, by: Actor) -> None:
    """At once, in the story's transaction: nothing goes out any more from this moment."""
    plan_withdrawals(by=by, story=event.story)


def stop_counting(event: StoryWithdrawn, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: its share links lead nowhere from this moment."""
    drop_story(by=Actor.system("spread"), story=event.story, at=timezone.now())


def drop_its_film(event: StoryWithdrawn, by: Actor) -> None:
    """At once: what nobody may show any more is not kept."""
    drop_films(by=by, story=event.story)
