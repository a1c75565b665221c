"""Private files that are whole or not there: a full disk or a power cut leaves no half of one under its final name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.core.files.storage import FileSystemStorage

from lianjian_feed.durable import make_directory, write_file

if TYPE_CHECKING:
    from django.core.files import File

PRIVATE = 0o600


class DurableStorage(FileSystemStorage):
    """Django's storage writes in place; this one writes beside, fsyncs and renames. The whole file passes through
    memory: what is kept here has limits of its own (photographs, evidence, articles)."""

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        make_directory(path.parent)
        write_file(path, b"".join(content.chunks()), mode=self.file_permissions_mode or PRIVATE)
        return name
