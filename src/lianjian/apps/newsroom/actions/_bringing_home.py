"""One source, read and repaired, becomes a draft with its provenance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.actions import _copies
from lianjian.apps.newsroom.actions._originals import keep_original
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem, UncertainPlace
from lianjian.apps.newsroom.rules.archive.outcomes import Outcome
from lianjian.apps.newsroom.rules.drafts import Draft
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.rules.archive.reading_out import Readout
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from lianjian.foundation.actor import Actor

CHECKED = "the newsroom was checked by the caller"


def bring_home(
    by: Actor, house: int, column: str, source: Source, read: Readout
) -> tuple[Outcome, int | None]:
    """What became of a source, and the key of the item behind it. Runs in a savepoint: what fails leaves nothing."""
    try:
        with transaction.atomic():
            return _import_one(by, house, column, source, read)
    except Refused as refused:
        return Outcome(source.name, "refused", source.sha256, reason=refused), None
    except IntegrityError:
        there = known(house, [source.sha256]).get(
            source.sha256
        )  # another import brought it at the same moment
        if there is None:
            raise
        return duplicate(source, there)


def known(house: int, hashes: Iterable[str]) -> dict[str, ArchiveItem]:
    """Which of these bytes are there, as items or as copies of items, by their SHA-256."""
    wanted = list(hashes)
    copies = ArchiveCopy.objects.across_organisations(CHECKED).filter(
        newsroom=house, source_sha256__in=wanted
    )
    items = ArchiveItem.objects.across_organisations(CHECKED).filter(newsroom=house)
    found = {copy.source_sha256: copy.item for copy in copies.select_related("item__story")}
    rows = items.filter(source_sha256__in=wanted).select_related("story")
    return found | {item.source_sha256: item for item in rows}


def duplicate(source: Source, there: ArchiveItem) -> tuple[Outcome, int | None]:
    """The outcome of a source that is there already."""
    return Outcome(source.name, "duplicate", source.sha256, there.story_id, there.story.title), there.pk


def _told_before(house: int, essence: str) -> ArchiveItem | None:
    rows = ArchiveItem.objects.across_organisations(CHECKED)
    return rows.filter(newsroom=house, essence=essence).select_related("story").first()


def _import_one(
    by: Actor, house: int, column: str, source: Source, read: Readout
) -> tuple[Outcome, int | None]:
    repair, reading, found = read.repair, read.reading, read.found
    there = known(house, [source.sha256]).get(source.sha256) or _told_before(house, read.essence)
    if there is not None:
        return duplicate(source, there)
    attached = _copies.attach(by=by, house=house, source=source, reading=reading, repair=repair, found=found)
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
        reading.cut,
    )
    return outcome, item.pk


def _new_item(by: Actor, house: int, column: str, source: Source, read: Readout) -> ArchiveItem:
    found, reading, repair = read.found, read.reading, read.repair
    draft = Draft(
        title=found.title,
        subtitle=found.subtitle,
        column=column,
        division=found.division,
        byline=found.byline,
        source=found.source,
        happened_on=found.happened_on,
        blocks=found.blocks,
    )
    story = start_story(by=by, draft=draft, newsroom=house, archived=True)
    item = ArchiveItem(
        newsroom_id=house,
        source_sha256=source.sha256,
        file_name=source.name[-500:],
        media_type=reading.media_type,
        encoding=reading.encoding,
        huanyuan_version=huanyuan.__version__,
        source_text=reading.text,
        repaired_text=repair.text,
        essence=read.essence,
        families=list(repair.families),
        edits=[edit.as_json() for edit in repair.edits],
        guesses=[guess.as_json() for guess in found.guesses],
        notes=[*reading.notes, *(f"cut:{line}" for line in reading.cut)],
        story=story,
        imported_at=timezone.now(),
        imported_by_id=by.person,
    )
    keep_original(item, source)
    item.save()
    _copies.index(item)
    UncertainPlace.objects.bulk_create(
        UncertainPlace(
            item=item,
            position=place.at,
            length=place.len,
            before=place.from_,
            proposed=place.to,
            why=place.why[:300],
        )
        for place in {(place.at, place.len): place for place in repair.uncertain}.values()
    )
    return item
