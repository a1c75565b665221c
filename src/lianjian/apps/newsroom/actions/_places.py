"""Putting other words at an uncertain place into the draft of its story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.models import Story, UncertainPlace
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.corrections import find_again
from lianjian.apps.newsroom.rules.archive.drafted import texts_of, with_decided, with_text
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def held_place(by: Actor, place: int) -> UncertainPlace:
    """The place, locked, with its item, base and decider. Raises NotThere."""
    held = (
        UncertainPlace.objects.by(by)
        .select_for_update(of=("self",))
        .select_related("item", "base", "decided_by")
        .filter(pk=place)
        .first()
    )
    if held is None:
        raise NotThere
    return held


def put_at(by: Actor, held: UncertainPlace, words: str) -> None:
    """Let the latest draft read ``words`` at the place, whose other words it has now. Raises Refused where the text around it
    was rewritten, or is frozen for review."""
    story = Story.for_actor(by).get(pk=held.item.story_id)
    draft = draft_of(story.get_latest_revision_as_object())
    base = held.base.text if held.base is not None else held.item.repaired_text
    others = UncertainPlace.objects.across_organisations("the place is in hand").filter(
        item=held.item_id, base=held.base_id, state=UncertainPlace.State.CORRECTED
    )
    decided = others.exclude(pk=held.pk).values_list("position", "length", "chosen")
    now = held.chosen if held.state == UncertainPlace.State.CORRECTED else None
    text, at = with_decided(in_house_style(base), decided, held.position, now, held.length)
    length = held.length if now is None else len(now)
    found = find_again(texts_of(draft), text, at, length) if at >= 0 else None
    if found is None:
        raise Refused(
            gettext_noop("The text around this place has been rewritten, so it was not changed."),
            cure=gettext_noop("Correct it in the story, then confirm this place."),
        )
    index, start = found
    old = texts_of(draft)[index]
    save_story_draft(
        by=by, story=story.pk, draft=with_text(draft, index, old[:start] + words + old[start + length :])
    )
