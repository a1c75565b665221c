"""What taking over a proposed text does, whoever decides it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import timezone
from wagtail.models import Revision

from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.models import Story, TextProposal, UncertainPlace, text_in_force
from lianjian.apps.newsroom.models.gazetteer import RegisterGazetteer
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.moving import hints_again, through_edits
from lianjian.apps.newsroom.rules.archive.recognition import recognise
from lianjian.apps.newsroom.rules.stages import Stage
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from typing import Any

    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.foundation.actor import Actor

IN_HAND = "the item is in hand"
DECIDED = (UncertainPlace.State.CONFIRMED, UncertainPlace.State.CORRECTED)


def is_untouched(item: ArchiveItem) -> bool:
    """Whether nobody has worked on the story since its import: each revision after the first is that of a text which was
    taken over by itself, no place was decided by a person, and it is neither in review nor public."""
    story = Story.objects.get(pk=item.story_id)
    if story.stage != Stage.DRAFT or story.live or story.withdrawn_at or story.workflow_in_progress:
        return False
    if UncertainPlace.objects.across_organisations(IN_HAND).filter(item=item, state__in=DECIDED).exists():
        return False
    taken = TextProposal.objects.across_organisations(IN_HAND).filter(
        item=item, state=TextProposal.State.ACCEPTED
    )
    if taken.exclude(decided_by=None).exists():
        return False
    by_itself = sum(bool(edits) for edits in taken.values_list("edits", flat=True))
    return Revision.objects.for_instance(story).count() == 1 + by_itself


def base_in_force(item: ArchiveItem) -> TextProposal | None:
    """The proposal whose text counts, None for the item's first text."""
    return text_in_force(item)[1]


def put_in_force(proposal: TextProposal, *, by: Actor) -> None:
    """Make ``proposal`` the text in force of its item, whose row the caller holds locked.

    While nobody has touched the story its draft is written anew from the text, as import made it; else the caller brings
    the edits into the draft. Open places move into the new text, those that it settles are closed, new ones are added; one
    that a person decided and that reads the same keeps that decision. Other open proposals are overtaken. The proposal
    counts as accepted from here on, by ``decided_by`` as the caller set it (None: by itself). Raises Refused where the
    text in force is not the one that the proposal was made against.
    """
    item = proposal.item
    _, base = text_in_force(item)
    if (base.pk if base else None) != proposal.base_id:
        raise Refused(
            gettext_noop("The text has changed since this proposal was made."),
            cure=gettext_noop("Look at the newer proposal."),
        )
    if proposal.edits and is_untouched(item):
        _write_anew(by, item, proposal.text)
    proposal.state = TextProposal.State.ACCEPTED
    proposal.decided_at = proposal.decided_at or timezone.now()
    proposal.save(update_fields=["state", "decided_at", "decided_by"])
    others = TextProposal.objects.across_organisations(IN_HAND).filter(
        item=item, state=TextProposal.State.OPEN
    )
    others.update(state=TextProposal.State.OVERTAKEN, decided_at=timezone.now())
    _move_places(proposal, base)


def _write_anew(by: Actor, item: ArchiveItem, text: str) -> None:
    """The draft as import would make it of ``text``; what the first text was recognised as stays."""
    story = Story.objects.get(pk=item.story_id)
    draft = draft_of(story.get_latest_revision_as_object())
    hints = hints_again(item.guesses, item.repaired_text, text)
    found = recognise(in_house_style(text), hints, RegisterGazetteer())
    draft = replace(
        draft,
        title=found.title or draft.title,
        subtitle=found.subtitle or draft.subtitle,
        byline=found.byline or draft.byline,
        source=found.source or draft.source,
        happened_on=found.happened_on or draft.happened_on,
        division=found.division or draft.division,
        blocks=found.blocks,
    )
    save_story_draft(by=by, story=story.pk, draft=draft)


def _move_places(proposal: TextProposal, base: TextProposal | None) -> None:
    """Doubts of the text before, in the new text."""
    wanted: dict[tuple[int, int], dict[str, Any]] = {(p["at"], p["len"]): p for p in proposal.uncertain}
    rows = UncertainPlace.objects.across_organisations(IN_HAND).filter(
        item=proposal.item, base=base, state=UncertainPlace.State.OPEN
    )
    for row in rows:
        now = through_edits(proposal.edits, row.position, row.length)
        inside = [
            span for span in wanted if now.at <= span[0] and sum(span) <= now.at + now.length and span[1]
        ]
        span = (now.at, now.length) if (now.at, now.length) in wanted else inside[0] if inside else None
        if span is None:
            row.state = UncertainPlace.State.SETTLED
            row.settled_by = proposal
        else:
            place = wanted.pop(span)
            row.base = proposal
            row.position, row.length = span
            row.proposed = place["to"]
            row.why = place["why"][:300]
        row.save(update_fields=["state", "settled_by", "base", "position", "length", "proposed", "why"])
    decided = _decided(proposal, base)
    UncertainPlace.objects.bulk_create(
        UncertainPlace(
            item=proposal.item,
            base=proposal,
            position=place["at"],
            length=place["len"],
            before=place["from"],
            proposed=place["to"],
            why=place["why"][:300],
            **decided.get((*span, place["to"]), {}),
        )
        for span, place in wanted.items()
    )


def _decided(proposal: TextProposal, base: TextProposal | None) -> dict[tuple[int, int, str], dict[str, Any]]:
    """What people decided of the text before, by where it stands in the new one and what was proposed there."""
    rows = UncertainPlace.objects.across_organisations(IN_HAND).filter(
        item=proposal.item, base=base, state__in=DECIDED
    )
    found = {}
    for row in rows:
        now = through_edits(proposal.edits, row.position, row.length)
        found[now.at, now.length, row.proposed] = {
            "state": row.state,
            "chosen": row.chosen,
            "decided_by_id": row.decided_by_id,
            "decided_at": row.decided_at,
        }
    return found
