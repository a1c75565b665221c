"""Files of agreements in the private storage: written whole before the row that names them; what no row names goes."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

ORPHAN = timedelta(minutes=10)
"""How old a file must be that no row names before it goes: one that is being signed has no row yet."""


def folder_of(sha256: str) -> str:
    """The folder of a text's files."""
    return f"agreements/{sha256[:2]}/{sha256}"


def keep(folder: str, name: str, data: bytes, *, field: str = "") -> str:
    """Store a file under a name of its own; returns its path. Raises Refused where the disk is full."""
    stem, point, suffix = name.rpartition(".")
    try:
        path: str = storages["private"].save(
            f"{folder}/{stem}-{secrets.token_hex(8)}{point}{suffix}", ContentFile(data)
        )
    except OSError as full:
        raise Refused(
            gettext_noop(
                "The file could not be stored: the disk of the server is full or cannot be written."
            ),
            cure=gettext_noop("Tell the administrator, and try again later. Nothing has been signed."),
            field=field,
        ) from full
    return path


def drop(path: str) -> None:
    """Remove a file that no row names."""
    with contextlib.suppress(OSError):
        storages["private"].delete(path)


def sweep(folder: str, *, keep_paths: set[str]) -> None:
    """Remove what an interrupted signing left in a text's folder, and states of the document that are no longer needed.
    The state before the newest stays: a backup that has copied the database may be about to copy it."""
    store = storages["private"]
    with contextlib.suppress(OSError):
        for name in store.listdir(folder)[1]:
            path = f"{folder}/{name}"
            old = timezone.now() - store.get_modified_time(path) > ORPHAN
            if name.endswith(".pdf") and path not in keep_paths and old:
                store.delete(path)


@contextmanager
def alone(sha256: str) -> Iterator[None]:
    """While nobody else on this machine makes the document of the same text. On other machines the turn that the row
    takes decides."""
    path = settings.HOME / "private" / "agreements" / f".making-{sha256[:1]}.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
