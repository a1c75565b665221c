"""The bytes as they came, kept by their hash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile

from lianjian.apps.newsroom.models import ArchiveItem
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lianjian.apps.newsroom.models.archive_copy import ArchiveCopy
    from lianjian.apps.newsroom.rules.archive.sources import Source

AT_ONCE = 8
"""Files that are on their way to the disk together: most of the time goes by in waiting for it."""


def path_of(sha256: str) -> str:
    """Where the bytes with this hash lie in the private storage."""
    return f"archive/{sha256[:2]}/{sha256}"


def keep_original(row: ArchiveItem | ArchiveCopy, source: Source) -> None:
    """Put the bytes where their hash says, and the row's field on them. Raises Refused where the disk is full."""
    row.original.name = _kept(source)


def keep_all(sources: Iterable[Source]) -> None:
    """Put the bytes of several sources there at the same time, before the transaction in which they are named. A file that
    cannot be written is tried again, and refused, by ``keep_original``; one that nobody names in the end lies there unused."""
    by_hash = {source.sha256: source for source in sources}
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for future in [threads.submit(_kept, source) for source in by_hash.values()]:
            future.exception()


def _kept(source: Source) -> str:
    """The path. What an import that was cut off left there is kept only if it is these bytes."""
    path, storage = path_of(source.sha256), ArchiveItem.original.field.storage  # where the field reads it
    try:
        if storage.exists(path):
            with storage.open(path) as left:
                if fingerprint(left.read()) == source.sha256:
                    return path
            storage.delete(path)
        storage.save(path, ContentFile(source.data))
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The original could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Make room, then import again: what is there already is left alone."),
        ) from full
    return path
