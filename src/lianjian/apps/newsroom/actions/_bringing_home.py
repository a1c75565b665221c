"""One source, read and repaired, becomes a draft with its provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from lianjian.apps.newsroom.actions import _copies
from lianjian.apps.newsroom.actions._kept import as_read, write_places
from lianjian.apps.newsroom.actions._originals import keep_original
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem
from lianjian.apps.newsroom.rules.archive.outcomes import Outcome
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from lianjian.apps.newsroom.rules.archive.reading_out import Readout
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from lianjian.foundation.actor import Actor

CHECKED = "the newsroom was checked by the caller"


def bring_home(
    by: Actor, house: int, column: str, known: Known, source: Source, read: Readout
) -> tuple[Outcome, int | None]:
    """What became of a source, and the key of the item behind it. Runs in a savepoint: what fails leaves nothing."""
    try:
        with transaction.atomic():
            there = known.item_of(source.sha256)
            if there is not None:
                return duplicate(source, there)
            outcome, item = _import_one(by, house, column, source, read)
        known.add(source.sha256, item)
    except Refused as refused:
        return Outcome(source.name, "refused", source.sha256, reason=refused), None
    except IntegrityError:
        # another import brought it at the same moment
        there = known.look_again(source.sha256)
        if there is None:
            raise
        return duplicate(source, there)
    return outcome, item


class Known:
    """The SHA-256 of all bytes that a newsroom has, as items or as copies of items, with the key of the item. Asked for once: an
    import asks thousands of times, and what another import brings meanwhile is found by the database's own constraint."""

    def __init__(self, house: int) -> None:
        self._house = house
        self._keys = self._read()

    def _read(self) -> dict[str, int]:
        house = self._house
        copies = ArchiveCopy.objects.across_organisations(CHECKED).filter(newsroom=house)
        items = ArchiveItem.objects.across_organisations(CHECKED).filter(newsroom=house)
        return {
            **dict(copies.values_list("source_sha256", "item")),
            **dict(items.values_list("source_sha256", "pk")),
        }

    def add(self, sha256: str, item: int) -> None:
        """One more is there."""
        self._keys[sha256] = item

    def item_of(self, sha256: str) -> ArchiveItem | None:
        """The item whose bytes these are, or whose copy, with no more than its story's title."""
        if sha256 not in self._keys:
            return None
        items = ArchiveItem.objects.across_organisations(CHECKED).filter(newsroom=self._house)
        return items.select_related("story").only("story__title").get(pk=self._keys[sha256])

    def look_again(self, sha256: str) -> ArchiveItem | None:
        """As ``item_of``, even if another import has brought it since."""
        self._keys = self._read()
        return self.item_of(sha256)


def duplicate(source: Source, there: ArchiveItem) -> tuple[Outcome, int | None]:
    """The outcome of a source that is there already."""
    return Outcome(source.name, "duplicate", source.sha256, there.story_id, there.story.title), there.pk


def _import_one(by: Actor, house: int, column: str, source: Source, read: Readout) -> tuple[Outcome, int]:
    repair = read.repair
    attached = _copies.attach(by=by, house=house, source=source, read=read)
    state = "imported" if attached is None else "copy"
    item = attached or _new_item(by, house, column, source, read)
    outcome = Outcome(
        source.name,
        state,
        source.sha256,
        item.story_id,
        item.story.title,
        repair.changed,
        tuple(repair.families),
        len(repair.uncertain),
        read.reading.cuts,
    )
    return outcome, item.pk


def _new_item(by: Actor, house: int, column: str, source: Source, read: Readout) -> ArchiveItem:
    story = start_story(by=by, draft=read.found.as_draft(column), newsroom=house, archived=True)
    item = ArchiveItem(**as_read(by, house, source, read), essence=read.essence, story=story)
    keep_original(item, source)
    item.save()
    _copies.index(item)
    write_places(item, read.repair.uncertain)
    return item
