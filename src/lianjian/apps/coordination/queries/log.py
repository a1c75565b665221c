"""Reading the village log and its photographs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files.storage import storages

from lianjian.apps.coordination.models import LogEntry, LogPhoto
from lianjian.apps.coordination.models.group import organisations_looked_after
from lianjian.apps.coordination.rules.log import LogKind
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.core.files.base import File
    from django.db.models import QuerySet

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A photograph by its key (for ``open_photo``) with its size in pixels."""

    id: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """An entry of the log. A withdrawn one has neither words nor photographs."""

    id: int
    village: int
    village_name: str
    person: int
    person_name: str
    kind: LogKind
    text: str
    happened_at: datetime
    recorded_at: datetime
    target_app: str
    target_key: str
    withdrawn: bool
    photos: tuple[PhotoLine, ...]


def log_of(
    by: Actor, *, village: int | None = None, kind: str = "", target: str = "", limit: int = 50
) -> list[LogLine]:
    """The latest entries ``by`` may see, withdrawn ones left out. ``target`` is ``app/key``. Two queries."""
    rows = LogEntry.objects.by(by).filter(withdrawn_at=None)
    if village is not None:
        rows = rows.filter(village=village)
    if kind:
        rows = rows.filter(kind=kind)
    if target:
        app, _, key = target.partition("/")
        rows = rows.filter(target_app=app, target_key=key)
    return _lines(rows[:limit])


def log_entry(by: Actor, entry: int) -> LogLine:
    """One entry. Raises NotThere."""
    found = _lines(LogEntry.objects.by(by).filter(pk=entry))
    if not found:
        raise NotThere
    return found[0]


def writes_for(by: Actor, village: int) -> bool:
    """Whether ``by`` may write entries of this village's log today."""
    return by.acts_for(village) or village in organisations_looked_after(by)


def entries_as_evidence(entries: Iterable[int]) -> dict[int, LogLine]:
    """Entries by key for apps above that show them as evidence: the caller has decided that the thing
    they prove may be seen, and with it its proof."""
    rows = LogEntry.objects.across_organisations("evidence is seen by whoever sees what it proves")
    return {line.id: line for line in _lines(rows.filter(pk__in=list(entries)))}


def open_photo(by: Actor, photo: int, *, small: bool = False) -> File[bytes]:
    """A photograph, open for reading: JPEG. Raises NotThere for whoever may not see its entry."""
    return _open(LogPhoto.objects.by(by).filter(pk=photo).first(), small=small)


def open_photo_of(entry: int, photo: int, *, small: bool = False) -> File[bytes]:
    """A photograph of an entry that serves as evidence; the caller has decided as in
    ``entries_as_evidence``."""
    rows = LogPhoto.objects.across_organisations("evidence is seen by whoever sees what it proves")
    return _open(rows.filter(pk=photo, entry=entry).first(), small=small)


def _open(row: LogPhoto | None, *, small: bool) -> File[bytes]:
    if row is None:
        raise NotThere
    try:
        return storages["private"].open(row.small_path if small else row.path)
    except FileNotFoundError as gone:
        raise NotThere from gone


def _lines(rows: QuerySet[LogEntry]) -> list[LogLine]:
    return [
        LogLine(
            id=row.pk,
            village=row.village_id,
            village_name=row.village.short_name,
            person=row.person_id,
            person_name=row.person.name,
            kind=LogKind(row.kind),
            text=row.text,
            happened_at=row.happened_at,
            recorded_at=row.recorded_at,
            target_app=row.target_app,
            target_key=row.target_key,
            withdrawn=row.withdrawn_at is not None,
            photos=tuple(PhotoLine(p.pk, p.width, p.height) for p in row.photos.all()),
        )
        for row in rows.select_related("village", "person").prefetch_related("photos")
    ]
