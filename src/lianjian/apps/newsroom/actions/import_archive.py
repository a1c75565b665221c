from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.actions.start_story import start_story
from lianjian.apps.newsroom.models import ArchiveItem, UncertainPlace
from lianjian.apps.newsroom.models.archive import original_path, private_storage
from lianjian.apps.newsroom.models.gazetteer import RegisterGazetteer
from lianjian.apps.newsroom.models.writing import newsroom_for
from lianjian.apps.newsroom.rules.archive.house_style import in_house_style
from lianjian.apps.newsroom.rules.archive.reading import read_source
from lianjian.apps.newsroom.rules.archive.recognition import recognise
from lianjian.apps.newsroom.rules.archive.sources import Source, TurnedAway, essence
from lianjian.apps.newsroom.rules.desks import require_writer
from lianjian.apps.newsroom.rules.drafts import Draft
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lianjian.apps.newsroom.rules.archive.reading import Reading
    from lianjian.apps.newsroom.rules.archive.recognition import Recognised
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source: imported, duplicate or refused. ``reason`` is the refusal of the latter."""

    name: str
    state: str
    sha256: str = ""
    story: int | None = None
    title: str = ""
    repaired: bool = False
    families: tuple[str, ...] = ()
    uncertain: int = 0
    cut: tuple[str, ...] = ()
    reason: Refused | None = None


@dataclass(slots=True)
class ImportReport:
    """What became of everything that was handed over, in order."""

    outcomes: list[Outcome] = field(default_factory=list)

    def count(self, state: str) -> int:
        """How many sources ended in ``state``."""
        return sum(outcome.state == state for outcome in self.outcomes)

    def figures(self) -> dict[str, int]:
        """The totals: imported (repaired and uncertain among them), duplicate, refused."""
        return {
            "imported": self.count("imported"),
            "repaired": sum(outcome.repaired for outcome in self.outcomes if outcome.state == "imported"),
            "uncertain": sum(
                bool(outcome.uncertain) for outcome in self.outcomes if outcome.state == "imported"
            ),
            "duplicate": self.count("duplicate"),
            "refused": self.count("refused"),
        }

    def as_json(self, explain: Callable[[Refused], str]) -> dict[str, Any]:
        """The report for machines; ``explain`` puts refusals into words."""
        rows = []
        for outcome in self.outcomes:
            row = {**asdict(outcome), "reason": explain(outcome.reason) if outcome.reason else ""}
            rows.append(row)
        return {**self.figures(), "items": rows}


def import_archive(
    *,
    by: Actor,
    sources: Iterable[Source | TurnedAway],
    column: str = "",
    newsroom: int | None = None,
    progress: Callable[[Outcome], None] | None = None,
) -> ImportReport:
    """Bring sources home as draft stories with their provenance, each in a transaction of its own.

    A source that is there already (by the SHA-256 of its bytes, or because the same story came before, mangled in another
    way) is a duplicate and changes nothing, so an import that was cut short is simply run again. What cannot be read is
    refused by name and the rest goes on.
    """
    house = newsroom_for(by, newsroom)
    require_writer(by, house)
    report = ImportReport()
    gazetteer = RegisterGazetteer()
    for source in sources:
        if isinstance(source, TurnedAway):
            outcome = Outcome(source.name, "refused", reason=source.reason)
        else:
            outcome = _bring_home(by, house, column, source, gazetteer)
        report.outcomes.append(outcome)
        if progress is not None:
            progress(outcome)
    return report


def _bring_home(by: Actor, house: int, column: str, source: Source, gazetteer: RegisterGazetteer) -> Outcome:
    try:
        with transaction.atomic():
            return _import_one(by, house, column, source, gazetteer)
    except Refused as refused:
        return Outcome(source.name, "refused", source.sha256, reason=refused)
    except IntegrityError:
        there = _there(house, source.sha256)  # another import brought the same bytes at the same moment
        if there is None:
            raise
        return _duplicate(source, there)


def _there(house: int, sha256: str) -> ArchiveItem | None:
    rows = ArchiveItem.objects.across_organisations("the newsroom was checked by the caller")
    return rows.filter(newsroom=house, source_sha256=sha256).select_related("story").first()


def _told_before(house: int, repaired: str) -> ArchiveItem | None:
    rows = ArchiveItem.objects.across_organisations("the newsroom was checked by the caller")
    return rows.filter(newsroom=house, essence=essence(repaired)).select_related("story").first()


def _duplicate(source: Source, there: ArchiveItem) -> Outcome:
    return Outcome(source.name, "duplicate", source.sha256, there.story_id, there.story.title)


def _import_one(by: Actor, house: int, column: str, source: Source, gazetteer: RegisterGazetteer) -> Outcome:
    there = _there(house, source.sha256)
    if there is not None:
        return _duplicate(source, there)
    reading = read_source(source)
    repair = huanyuan.repair(reading.text)
    there = _told_before(house, repair.text)
    if there is not None:
        return _duplicate(source, there)
    found = recognise(in_house_style(repair.text), _hints(reading, repair), gazetteer)
    if not found.blocks and not found.title:
        raise Refused(gettext_noop("There is no text in it."))
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
    item = _keep(by, house, source, reading, repair, found, story.pk)
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
    return Outcome(
        source.name,
        "imported",
        source.sha256,
        story.pk,
        story.title,
        repair.changed,
        tuple(repair.families),
        len(repair.uncertain),
        reading.cut,
    )


def _hints(reading: Reading, repair: huanyuan.Repair) -> dict[int, str]:
    """What the format called the lines still holds where the repair kept their number."""
    same = reading.text.count("\n") == repair.text.count("\n")
    return reading.hints if same else {}


def _keep(
    by: Actor,
    house: int,
    source: Source,
    reading: Reading,
    repair: huanyuan.Repair,
    found: Recognised,
    story: int,
) -> ArchiveItem:
    item = ArchiveItem(
        newsroom_id=house,
        source_sha256=source.sha256,
        file_name=source.name[-500:],
        media_type=reading.media_type,
        encoding=reading.encoding,
        huanyuan_version=huanyuan.__version__,
        source_text=reading.text,
        repaired_text=repair.text,
        essence=essence(repair.text),
        families=list(repair.families),
        edits=[edit.as_json() for edit in repair.edits],
        guesses=[guess.as_json() for guess in found.guesses],
        notes=[*reading.notes, *(f"cut:{line}" for line in reading.cut)],
        story_id=story,
        imported_at=timezone.now(),
        imported_by_id=by.person,
    )
    _keep_original(item, source)
    item.save()
    return item


def _keep_original(item: ArchiveItem, source: Source) -> None:
    """Put the bytes where their hash says. What an import that was cut off left there is kept only if it is these bytes."""
    path, storage = original_path(item, ""), private_storage()
    try:
        if storage.exists(path):
            with storage.open(path) as left:
                whole = fingerprint(left.read()) == source.sha256
            if whole:
                item.original.name = path
                return
            storage.delete(path)
        item.original.save(source.sha256, ContentFile(source.data), save=False)
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The original could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Make room, then import again: what is there already is left alone."),
        ) from full
