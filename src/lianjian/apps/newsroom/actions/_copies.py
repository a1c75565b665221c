"""Copies of a story that is there: found, kept beside it, and put together with it (decision 0046)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.actions._kept import as_read
from lianjian.apps.newsroom.actions._originals import keep_original
from lianjian.apps.newsroom.actions._proposals import IN_HAND, is_untouched, put_in_force
from lianjian.apps.newsroom.events import ArchiveCopyKept
from lianjian.apps.newsroom.models import (
    ArchiveBand,
    ArchiveCopy,
    ArchiveItem,
    TextProposal,
    UncertainPlace,
    text_in_force,
)
from lianjian.apps.newsroom.rules.archive.likeness import THRESHOLD, likeness, signature
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lianjian.apps.newsroom.rules.archive.reading_out import Readout
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from lianjian.foundation.actor import Actor

CHECKED = "the newsroom was checked by the caller"
CANDIDATES = 6
"""Items that are looked at in full for each text: those that share the most bands."""


@transaction.atomic
def attach(*, by: Actor, house: int, source: Source, read: Readout) -> ArchiveItem | None:
    """Keep a source as a copy of the item whose story it tells, and give that item; None where there is no such item.

    The text is then assembled anew. One that differs is taken over at once while nobody has touched the story since its
    import; else it is proposed.
    """
    like = _likest(house, read.repair.text, read.essence)
    if like is None:
        return None
    key, share = like
    item = ArchiveItem.objects.across_organisations(CHECKED).select_for_update().get(pk=key)
    copy = ArchiveCopy(
        **as_read(by, house, source, read),
        item=item,
        uncertain=[place.as_json() for place in read.repair.uncertain],
        likeness=share,
    )
    keep_original(copy, source)
    copy.save()
    add_bands(item, [copy.repaired_text])
    assemble_anew(item, by=by)
    tell(ArchiveCopyKept(story=item.story_id, copy=copy.pk), by=by)
    return item


def index(item: ArchiveItem) -> None:
    """Write the bands by which copies of a new item will be found."""
    ArchiveBand.objects.bulk_create(
        ArchiveBand(item=item, newsroom_id=item.newsroom_id, value=value)
        for value in signature(item.repaired_text)
    )


def add_bands(item: ArchiveItem, texts: Iterable[str]) -> None:
    """Let an item be found by these texts as well: where it was cut off, a copy knows what it lacks."""
    rows = ArchiveBand.objects.across_organisations(IN_HAND)
    there = set(rows.filter(item=item).values_list("value", flat=True))
    wanted = {value for text in texts for value in signature(text)}
    ArchiveBand.objects.bulk_create(
        ArchiveBand(item=item, newsroom_id=item.newsroom_id, value=value) for value in sorted(wanted - there)
    )


def kept_before(house: int, sha256: str) -> ArchiveCopy | None:
    """The copy with these very bytes."""
    rows = ArchiveCopy.objects.across_organisations(CHECKED)
    return rows.filter(newsroom=house, source_sha256=sha256).select_related("item__story").first()


def _likest(house: int, text: str, essence: str) -> tuple[int, float] | None:
    """The item whose story ``text`` tells, and how alike they are. Four queries, however many items there are."""
    items = ArchiveItem.objects.across_organisations(CHECKED).filter(newsroom=house)
    same = items.filter(essence=essence).order_by("pk").values_list("pk", flat=True).first()
    if same is not None:
        return same, 1.0
    bands = ArchiveBand.objects.across_organisations(CHECKED).filter(
        newsroom=house, value__in=signature(text)
    )
    shared = bands.values("item").annotate(number=Count("*")).order_by("-number", "item")[:CANDIDATES]
    keys = [row["item"] for row in shared]
    texts: dict[int, list[str]] = {key: [] for key in keys}
    for key, repaired in items.filter(pk__in=keys).values_list("pk", "repaired_text"):
        texts[key].append(repaired)
    copies = ArchiveCopy.objects.across_organisations(CHECKED).filter(item__in=keys).order_by("pk")
    for key, repaired in copies.values_list("item", "repaired_text"):
        texts[key].append(repaired)
    best: tuple[int, float] | None = None
    for key in keys:
        share = max(likeness(text, other) for other in texts[key])
        if share >= THRESHOLD and (best is None or share > best[1]):
            best = (key, share)
    return best


def assemble_anew(item: ArchiveItem, *, by: Actor) -> TextProposal | None:
    """Put an item's text in force together with its copies, and propose what comes of it. The caller holds the item's row
    locked."""
    text, base = text_in_force(item)
    first = huanyuan.Repair(text, uncertain=tuple(_open_places(item, text, base)))
    copies = list(item.copies.order_by("pk"))
    assembled = huanyuan.assemble([first, *map(as_repair, copies)])
    parts = [[at, length, copies[number - 1].pk] for at, length, number in assembled.parts]
    edits = [edit.as_json() for edit in assembled.edits]
    return propose(item, base, assembled, edits, parts, by=by, before=first)


def propose(
    item: ArchiveItem,
    base: TextProposal | None,
    assembled: huanyuan.Assembled,
    edits: Sequence[dict[str, Any]],
    parts: Sequence[list[int]],
    *,
    by: Actor,
    before: huanyuan.Repair,
) -> TextProposal | None:
    """Take an assembled text over where nobody has touched the story, else leave it open for a person. None where it is
    no news."""
    rows = TextProposal.objects.across_organisations(IN_HAND).filter(item=item)
    waiting = rows.filter(state=TextProposal.State.OPEN).first()
    untouched = is_untouched(item)
    same_doubts = {(u.at, u.len, u.to) for u in assembled.uncertain} == {
        (u.at, u.len, u.to) for u in before.uncertain
    }
    if assembled.text == before.text and (same_doubts or not untouched):
        if waiting is not None and waiting.kind == TextProposal.Kind.ASSEMBLED:
            _overtake(waiting)
        return None
    turned_down = rows.filter(state=TextProposal.State.DECLINED, base=base, text=assembled.text)
    if turned_down.exists() or (
        waiting is not None
        and waiting.text == assembled.text
        and waiting.base_id == (base.pk if base else None)
    ):
        return waiting
    if waiting is not None:
        _overtake(waiting)
    proposal = TextProposal.objects.create(
        item=item,
        kind=TextProposal.Kind.ASSEMBLED,
        base=base,
        text=assembled.text,
        edits=list(edits),
        uncertain=[place.as_json() for place in assembled.uncertain],
        parts=list(parts),
        huanyuan_version=huanyuan.__version__,
        made_at=timezone.now(),
    )
    if untouched:
        put_in_force(proposal, by=by)
    return proposal


def _overtake(proposal: TextProposal) -> None:
    proposal.state = TextProposal.State.OVERTAKEN
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "decided_at"])


def _open_places(item: ArchiveItem, text: str, base: TextProposal | None) -> list[huanyuan.Uncertain]:
    """What is still in doubt in the text in force; what a person decided is not."""
    rows = UncertainPlace.objects.across_organisations(IN_HAND).filter(
        item=item, base=base, state=UncertainPlace.State.OPEN
    )
    return [
        huanyuan.Uncertain(
            row.position, row.length, row.before, text[row.position : row.position + row.length], row.why
        )
        for row in rows.order_by("position", "length")
    ]


def as_repair(copy: ArchiveCopy) -> huanyuan.Repair:
    """The repair of a copy as it was made, without its edits."""
    places = tuple(
        huanyuan.Uncertain(place["at"], place["len"], place["from"], place["to"], place["why"])
        for place in copy.uncertain
    )
    return huanyuan.Repair(copy.repaired_text, uncertain=places)
