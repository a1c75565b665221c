"""What is kept of a source that was read: alike for an item and for a copy of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

import huanyuan
from lianjian.apps.newsroom.models import UncertainPlace

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.models import ArchiveItem
    from lianjian.apps.newsroom.rules.archive.reading_out import Readout
    from lianjian.apps.newsroom.rules.archive.sources import Source
    from lianjian.foundation.actor import Actor

ON_PAPER = (
    "newsroom_id",
    "source_sha256",
    "file_name",
    "media_type",
    "encoding",
    "huanyuan_version",
    "source_text",
    "repaired_text",
    "families",
    "edits",
    "guesses",
    "notes",
    "cuts",
    "imported_at",
    "imported_by_id",
)
"""Fields that an item and a copy have in common, but for the bytes themselves."""


def as_read(by: Actor, house: int, source: Source, read: Readout) -> dict[str, Any]:
    """The fields of ``ON_PAPER`` for a source."""
    reading, repair = read.reading, read.repair
    return {
        "newsroom_id": house,
        "source_sha256": source.sha256,
        "file_name": source.name[-500:],
        "media_type": reading.media_type,
        "encoding": reading.encoding,
        "huanyuan_version": huanyuan.__version__,
        "source_text": reading.text,
        "repaired_text": repair.text,
        "families": list(repair.families),
        "edits": [edit.as_json() for edit in repair.edits],
        "guesses": [guess.as_json() for guess in read.found.guesses],
        "notes": list(reading.notes),
        "cuts": [cut.as_json() for cut in reading.cuts],
        "imported_at": timezone.now(),
        "imported_by_id": by.person,
    }


def write_places(item: ArchiveItem, places: Iterable[huanyuan.Uncertain]) -> None:
    """The places of an item's first text where a person has to look, each once."""
    UncertainPlace.objects.bulk_create(
        UncertainPlace(
            item=item,
            position=place.at,
            length=place.len,
            before=place.from_,
            proposed=place.to,
            why=place.why[:300],
        )
        for place in {(place.at, place.len): place for place in places}.values()
    )
