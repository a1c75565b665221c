"""Keeping the bytes of the archive as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from lianjian.apps.newsroom.models.archive import original_path, private_storage
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.newsroom.models import ArchiveCopy, ArchiveItem
    from lianjian.apps.newsroom.rules.archive.sources import Source


def keep_original(row: ArchiveItem | ArchiveCopy, source: Source) -> None:
    """Put the bytes where their hash says. What an import that was cut off left there is kept only if it is these bytes."""
    path, storage = original_path(row, ""), private_storage()  # type: ignore[arg-type] # both lie by fingerprint
    try:
        if storage.exists(path):
            with storage.open(path) as left:
                whole = fingerprint(left.read()) == source.sha256
            if whole:
                row.original.name = path
                return
            storage.delete(path)
        row.original.save(source.sha256, ContentFile(source.data), save=False)
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The original could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Make room, then import again: what is there already is left alone."),
        ) from full
