from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.events import UncertainPlaceDecided
from lianjian.apps.newsroom.models import Story, UncertainPlace
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.corrections import find_again
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import tidy
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor

_LINES = ("title", "subtitle", "digest", "byline", "source")
LONGEST = 200


@transaction.atomic
def decide_uncertain_place(*, by: Actor, place: int, chosen: str) -> UncertainPlace:
    """Confirm what the repair put at an uncertain place (``chosen`` equals it), or correct it.

    A correction goes into the story's draft at once, found by its neighbours. Raises Refused where the text around it has
    been rewritten: the editor then corrects the story itself and confirms here. Who decided and when is kept.
    """
    held = (
        UncertainPlace.objects.by(by)
        .select_for_update(of=("self",))
        .select_related("item")
        .filter(pk=place)
        .first()
    )
    if held is None:
        raise NotThere
    require_writer(by, held.item.newsroom_id)
    chosen = tidy(chosen)
    if not chosen:
        raise Refused(
            gettext_noop("Type what stands here; an uncertain place cannot become empty."), field="chosen"
        )
    if len(chosen) > LONGEST:
        raise Refused(
            gettext_noop("This line has more than %(limit)d characters."), field="chosen", limit=LONGEST
        )
    if held.state != UncertainPlace.State.OPEN:
        raise Refused(
            gettext_noop("This place has been decided already."),
            cure=gettext_noop("Change the story itself if it is wrong."),
        )
    confirmed = chosen == held.proposed
    if not confirmed:
        _correct(by, held, chosen)
    held.state = UncertainPlace.State.CONFIRMED if confirmed else UncertainPlace.State.CORRECTED
    held.chosen = chosen
    held.decided_by_id = by.person
    held.decided_at = timezone.now()
    held.save(update_fields=["state", "chosen", "decided_by", "decided_at"])
    tell(
        UncertainPlaceDecided(story=held.item.story_id, place=held.pk, state=str(held.state)),
        by=by,
    )
    return held


def _correct(by: Actor, held: UncertainPlace, chosen: str) -> None:
    """Put what the editor chose into the latest draft of the story."""
    story = Story.for_actor(by).get(pk=held.item.story_id)
    draft = draft_of(story.get_latest_revision_as_object())
    texts = [getattr(draft, name) for name in _LINES]
    texts += [block.text or block.caption for block in draft.blocks]
    repaired = in_house_style(held.item.repaired_text)
    found = find_again(texts, repaired, held.position, held.length)
    if found is None:
        raise Refused(
            gettext_noop("The text around this place has been rewritten, so it was not changed."),
            cure=gettext_noop("Correct it in the story, then confirm this place."),
        )
    index, at = found
    corrected = texts[index][:at] + chosen + texts[index][at + held.length :]
    save_story_draft(by=by, story=story.pk, draft=_with_text(draft, index, corrected))


def _with_text(draft: Draft, index: int, text: str) -> Draft:
    if index < len(_LINES):
        return replace(draft, **{_LINES[index]: text})  # type: ignore[arg-type]
    blocks = list(draft.blocks)
    block = blocks[index - len(_LINES)]
    blocks[index - len(_LINES)] = replace(block, text=text) if block.text else replace(block, caption=text)
    return replace(draft, blocks=tuple(blocks))
