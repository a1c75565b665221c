from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.actions._copies import as_repair, assemble_anew, index, propose
from lianjian.apps.newsroom.actions._kept import ON_PAPER, write_places
from lianjian.apps.newsroom.actions._proposals import IN_HAND
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.events import ArchiveCopyParted
from lianjian.apps.newsroom.models import (
    ArchiveBand,
    ArchiveCopy,
    ArchiveItem,
    ArchiveRunFile,
    Story,
    TextProposal,
    text_in_force,
)
from lianjian.apps.newsroom.models.gazetteer import RegisterGazetteer
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.likeness import signature
from lianjian.apps.newsroom.rules.archive.moving import edits_between, hints_again
from lianjian.apps.newsroom.rules.archive.recognition import recognise
from lianjian.apps.newsroom.rules.archive.sources import essence
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

WITHOUT = "assembled without a copy that tells another story"


@transaction.atomic
def part_copy(*, by: Actor, copy: int) -> ArchiveItem:
    """Say that a copy is another story: it becomes an item with a draft of its own, its bytes and its repair with it.

    Its bytes are an item from then on, so that a later import takes them for what is there already. What the story it was
    kept with has from it is taken out again: at once while nobody has touched that story, else as a proposal.
    """
    held = ArchiveCopy.objects.by(by).select_related("item__story").filter(pk=copy).first()
    if held is None:
        raise NotThere
    require_writer(by, held.newsroom_id)
    item = ArchiveItem.objects.by(by).select_for_update(of=("self",)).get(pk=held.item_id)
    parted = _as_item(by, held, item.story)
    key = held.pk
    held.delete()
    files = ArchiveRunFile.objects.across_organisations(IN_HAND)
    files.filter(run__newsroom=parted.newsroom_id, source_sha256=parted.source_sha256, item=item).update(
        item=parted
    )
    index(parted)
    _forget_bands(item)
    _take_out(item, key, by=by)
    tell(ArchiveCopyParted(story=item.story_id, parted=parted.story_id), by=by)
    return parted


def _as_item(by: Actor, copy: ArchiveCopy, beside: Story) -> ArchiveItem:
    text = copy.repaired_text
    found = recognise(in_house_style(text), hints_again(copy.guesses, text, text), RegisterGazetteer())
    draft = found.as_draft(beside.column.slug if beside.column else "")
    story = start_story(by=by, draft=draft, newsroom=copy.newsroom_id, archived=True)
    kept: dict[str, Any] = {name: getattr(copy, name) for name in ON_PAPER}
    item = ArchiveItem(**kept, original=copy.original.name, essence=essence(text), story=story)
    item.save()
    write_places(item, as_repair(copy).uncertain)
    return item


def _forget_bands(item: ArchiveItem) -> None:
    """The item is not found any more by what only the parted copy says."""
    texts = [item.repaired_text, *item.copies.values_list("repaired_text", flat=True)]
    kept = {value for text in texts for value in signature(text)}
    bands = ArchiveBand.objects.across_organisations(IN_HAND).filter(item=item)
    bands.exclude(value__in=kept).delete()


def _take_out(item: ArchiveItem, copy: int, *, by: Actor) -> None:
    """Assemble the item's text without a copy that had a part in it."""
    rows = TextProposal.objects.across_organisations(IN_HAND).filter(item=item)
    now = rows.filter(state=TextProposal.State.OPEN, kind=TextProposal.Kind.ASSEMBLED)
    now.update(state=TextProposal.State.OVERTAKEN, decided_at=timezone.now())
    text, base = text_in_force(item)
    taken = rows.filter(state=TextProposal.State.ACCEPTED).values_list("parts", flat=True)
    if not any(part[2] == copy for parts in taken for part in parts):
        assemble_anew(item, by=by)
        return
    repaired = huanyuan.repair(item.source_text)
    first = repaired if repaired.text == item.repaired_text else huanyuan.Repair(item.repaired_text)
    copies = list(item.copies.order_by("pk"))
    assembled = huanyuan.assemble([first, *map(as_repair, copies)])
    parts = [[at, length, copies[number - 1].pk] for at, length, number in assembled.parts]
    edits = edits_between(text, assembled.text, WITHOUT)
    propose(item, base, assembled, edits, parts, by=by, before=huanyuan.Repair(text))
