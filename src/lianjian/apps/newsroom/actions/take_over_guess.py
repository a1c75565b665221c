from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.events import GuessTakenOver
from lianjian.apps.newsroom.models import ArchiveDecision, ArchiveItem, Story
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import tidy
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from typing import Any

    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor

LINES = ("title", "subtitle", "byline", "source")
OF_BLOCKS = {"caption": "picture", "heading": "heading"}
GUESSED = frozenset({*LINES, *OF_BLOCKS, "happened_on", "division"})
"""Fields of a guess that have a place in a story."""


@transaction.atomic
def take_over_guess(*, by: Actor, item: int, guess: int, value: str) -> ArchiveDecision:
    """Put what was recognised for an archive item, or what the editor typed instead, into the draft of its story.

    ``guess`` is its index in ``ArchiveItem.guesses``; ``value`` a line, a day as YYYY-MM-DD, or a division code (words after
    it are passed over). What was taken over by whom and when is kept. Raises Refused where it fits no field, and while the
    story is in review.
    """
    held = ArchiveItem.objects.by(by).select_for_update(of=("self",)).filter(pk=item).first()
    if held is None or not 0 <= guess < len(held.guesses):
        raise NotThere
    require_writer(by, held.newsroom_id)
    value = tidy(value)
    guessed = held.guesses[guess]
    story = Story.for_actor(by).get(pk=held.story_id)
    last = ArchiveDecision.objects.by(by).filter(item=held, guess=guess).order_by("-id").first()
    draft = draft_of(story.get_latest_revision_as_object())
    replaced, draft = _with(draft, guessed, value, last.words if last is not None else guessed["value"])
    save_story_draft(by=by, story=story.pk, draft=draft)
    kept = ArchiveDecision.objects.create(
        item=held,
        guess=guess,
        verb=ArchiveDecision.Verb.GUESS,
        words=value,
        replaced=replaced,
        person_id=by.person,
        at=timezone.now(),
    )
    tell(GuessTakenOver(story=story.pk, item=held.pk, field=guessed["field"]), by=by)
    return kept


def _with(draft: Draft, guessed: dict[str, Any], value: str, known: str) -> tuple[str, Draft]:
    """What stood in the draft for the guess, and the draft with ``value``. ``known``: what the guess reads there so far."""
    field = guessed["field"]
    if field in LINES:
        return getattr(draft, field), replace(draft, **{field: value})  # type: ignore[arg-type]
    if field == "happened_on":
        try:
            day = date.fromisoformat(value) if value else None
        except ValueError as no_day:
            raise Refused(
                gettext_noop("This is no day: choose one in the calendar."), field="value"
            ) from no_day
        return draft.happened_on.isoformat() if draft.happened_on else "", replace(draft, happened_on=day)
    if field == "division":
        return draft.division, replace(draft, division=value.split(maxsplit=1)[0] if value else "")
    if field in OF_BLOCKS:
        blocks = list(draft.blocks)
        for index, block in enumerate(blocks):
            if block.kind == OF_BLOCKS[field] and known in (block.caption, block.text):
                if not value and block.kind == "heading":
                    raise Refused(gettext_noop("A heading cannot be empty."), field="value")
                change = {"caption": value} if block.kind == "picture" else {"text": value}
                blocks[index] = replace(block, **change)  # type: ignore[arg-type]
                return known, replace(draft, blocks=tuple(blocks))
        raise Refused(
            gettext_noop("This line does not stand in the story any more."),
            cure=gettext_noop("Write it in the story itself."),
        )
    raise Refused(gettext_noop("A story has no place for this."))
