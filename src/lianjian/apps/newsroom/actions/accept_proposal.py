from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.actions._proposals import base_in_force, put_in_force
from lianjian.apps.newsroom.actions.save_story_draft import save_story_draft
from lianjian.apps.newsroom.events import TextProposalDecided
from lianjian.apps.newsroom.models import ArchiveDecision, Story, TextProposal, UncertainPlace
from lianjian.apps.newsroom.models.writing import draft_of
from lianjian.apps.newsroom.rules.archive.corrections import find_again
from lianjian.apps.newsroom.rules.archive.drafted import texts_of, with_text
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.proposing import applied, carried, moved_back, starts_after
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lianjian.apps.newsroom.rules.drafts import Draft
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of a proposal: the text that counts now, and the changes that are not in the draft as
    ``[before, after, why]``, ``why`` being declined, decided (an editor had decided this place) or rewritten."""

    proposal: TextProposal
    placed: int
    left: list[list[str]]


@transaction.atomic
def accept_proposal(*, by: Actor, proposal: int, only: Collection[int] | None = None) -> Accepted:
    """Put a proposed text into the story: every change, or those numbered in ``only`` (from 0, in the order of ``edits``).

    Each change goes into the latest draft where the words around it are still there; what could not be placed is told and
    kept. Where only some changes are taken, a proposal with just these is made and put in force, and the whole one is
    overtaken by it. Raises Refused where it was decided already, and while the story is in review.
    """
    held = open_proposal(by, proposal)
    require_writer(by, held.item.newsroom_id)
    base = base_in_force(held.item)
    if (base.pk if base is not None else None) != held.base_id:
        raise Refused(
            gettext_noop("Another text of this item was put into the story since this one was made."),
            cure=gettext_noop("Have it repaired again, then look at what is proposed now."),
        )
    every = range(len(held.edits))
    kept = set(every) if only is None else set(only) & set(every)
    if not kept:
        raise Refused(
            gettext_noop("No change is ticked."), cure=gettext_noop("Turn the whole text down instead.")
        )
    text = base.text if base is not None else held.item.repaired_text
    left = [
        [edit["from"], edit["to"], "declined"] for number, edit in enumerate(held.edits) if number not in kept
    ]
    story = Story.for_actor(by).get(pk=held.item.story_id)
    draft = draft_of(story.get_latest_revision_as_object())
    changed, lost = _placed(held, text, draft, kept)
    if changed != draft:
        save_story_draft(by=by, story=story.pk, draft=changed)
    elif story.workflow_in_progress:
        raise Refused(
            gettext_noop("This text is frozen while it is being reviewed."),
            cure=gettext_noop("Take it back from review, change it, and submit it again."),
        )
    if len(kept) < len(held.edits):
        held = _with_only(by, held, text, kept)
    held.decided_by_id = by.person
    put_in_force(held, by=by)
    left += lost
    ArchiveDecision.objects.create(
        item_id=held.item_id,
        proposal=held,
        verb=ArchiveDecision.Verb.ACCEPTED,
        left=left,
        person_id=by.person,
        at=timezone.now(),
    )
    tell(
        TextProposalDecided(story=story.pk, proposal=held.pk, state=str(held.state), left=len(left)),
        by=by,
    )
    return Accepted(held, len(kept) - len(lost), left)


def open_proposal(by: Actor, proposal: int) -> TextProposal:
    """The proposal, locked, with its item. Raises NotThere, and Refused where it is open no more."""
    held = (
        TextProposal.objects.by(by)
        .select_for_update(of=("self",))
        .select_related("item", "decided_by")
        .filter(pk=proposal)
        .first()
    )
    if held is None:
        raise NotThere
    if held.state == TextProposal.State.OVERTAKEN:
        raise Refused(gettext_noop("A later proposal has taken the place of this one."))
    if held.state != TextProposal.State.OPEN:
        raise Refused(
            gettext_noop("This proposal has been decided already, by %(name)s."),
            name=held.decided_by.name if held.decided_by is not None else "—",
        )
    return held


def _placed(
    held: TextProposal, text: str, draft: Draft, kept: Collection[int]
) -> tuple[Draft, list[list[str]]]:
    """The draft with the changes that found their place, and those that did not."""
    corrections = _corrections(held)
    before, after = in_house_style(applied(text, corrections)), in_house_style(applied(text, held.edits))
    texts, lost = texts_of(draft), []
    changes: list[tuple[int, int, int, str]] = []
    for number, (edit, start) in enumerate(zip(held.edits, starts_after(held.edits), strict=True)):
        if number not in kept:
            continue
        at = carried(edit["at"], edit["len"], corrections)
        found = find_again(texts, before, at, edit["len"]) if at is not None else None
        if found is None:
            lost.append([edit["from"], edit["to"], "decided" if at is None else "rewritten"])
        else:
            changes.append((*found, edit["len"], after[start : start + len(edit["to"])]))
    for index, at, length, words in sorted(
        changes, reverse=True
    ):  # from the end, so that places stay where they are
        texts[index] = texts[index][:at] + words + texts[index][at + length :]
        draft = with_text(draft, index, texts[index])
    return draft, lost


def _corrections(held: TextProposal) -> list[dict[str, Any]]:
    rows = UncertainPlace.objects.across_organisations("the item is in hand").filter(
        item=held.item_id, base=held.base_id, state=UncertainPlace.State.CORRECTED
    )
    return [
        {"at": row.position, "len": row.length, "from": row.proposed, "to": row.chosen, "why": ""}
        for row in rows.order_by("position")
    ]


def _with_only(by: Actor, held: TextProposal, text: str, kept: Collection[int]) -> TextProposal:
    """A proposal with these changes alone; the whole one is overtaken by it."""
    edits: Sequence[dict[str, Any]] = [edit for number, edit in enumerate(held.edits) if number in kept]
    held.state = TextProposal.State.OVERTAKEN
    held.decided_by_id, held.decided_at = by.person, timezone.now()
    held.save(update_fields=["state", "decided_by", "decided_at"])
    return TextProposal.objects.create(
        item_id=held.item_id,
        kind=held.kind,
        base_id=held.base_id,
        text=applied(text, edits),
        edits=list(edits),
        uncertain=moved_back(held.uncertain, held.edits, kept),
        huanyuan_version=held.huanyuan_version,
        made_at=timezone.now(),
    )
