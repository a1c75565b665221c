"""Post of the stations as files: parcels that wait under LIANJIAN_HOME/private, replies beside the feed, sticks of strangers."""

from __future__ import annotations

import errno
import os
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from lianjian.adapters.ferry.feed_writing import own_feed
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed import layout
from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.parcels import CAP
from lianjian_feed.schemes import digest
from lianjian_feed.sealing import OVERHEAD

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = CAP + OVERHEAD + CAP // 1024  # bytes of a sealed parcel
ROOM = 256 << 20  # bytes of parcels that may wait
MOST = 20_000
"""Parcels that may wait."""
LATER = 600.0  # seconds
ON_A_STICK = 1000
"""Parcels taken from one folder: a stick brings those of a few villages."""


class Files:
    """Implements ``islands.ports.PostOffice``."""

    def put_parcel(self, data: bytes) -> bool:
        room = _room()
        make_directory(room, 0o700)
        sizes: list[int] = []
        for entry in os.scandir(room):
            with suppress(FileNotFoundError):  # the mailroom took it in meanwhile
                sizes.append(entry.stat().st_size)
        if len(sizes) >= MOST or sum(sizes) + len(data) > ROOM:
            return False
        try:
            write_file(room / f"{digest(data)}.age", data, mode=0o600)
        except OSError as failure:
            if failure.errno in {errno.ENOSPC, errno.EDQUOT}:
                return False
            raise
        return True

    def parcels(self, limit: int) -> Iterator[tuple[str, bytes]]:
        try:
            names = [entry for entry in os.scandir(_room()) if entry.name.endswith(".age")]
        except FileNotFoundError:
            return
        there: list[tuple[int, str]] = []
        for entry in names:
            with suppress(FileNotFoundError):  # taken in by another
                there.append((entry.stat().st_mtime_ns, entry.name))
        now = time.time_ns()
        for _at, name in sorted(one for one in there if one[0] <= now)[:limit]:
            with suppress(FileNotFoundError):
                yield name.removesuffix(".age"), (_room() / name).read_bytes()

    def forget_parcel(self, digest: str) -> None:
        (_room() / f"{digest}.age").unlink(missing_ok=True)

    def postpone_parcel(self, digest: str) -> None:
        with suppress(FileNotFoundError):
            later = time.time() + LATER
            os.utime(_room() / f"{digest}.age", (later, later))

    def put_replies(self, station: str, data: bytes) -> None:
        path = own_feed() / layout.replies(station)
        make_directory(path.parent)
        write_file(path, data)

    def drop_replies(self, station: str) -> None:
        path = own_feed() / layout.replies(station)
        with suppress(FileNotFoundError):
            path.unlink()
            sync_directory(path.parent)


def _room() -> Path:
    return Path(settings.HOME) / "private" / "islands" / "parcels"


def parcels_at(place: Path) -> Iterator[tuple[str, bytes | None]]:
    """What looks like a parcel at ``place``, one after the other: a file, or a folder that may be a stick with ``outbox``.
    Anyone may have prepared it: links are not followed, only regular files of a parcel's size are read, once. None in place
    of the bytes: refused.
    """
    if not place.is_dir():
        yield str(place), _file(str(place), None)
        return
    for folder in (("outbox",), ()):
        handle = _folder(str(place), folder)
        if handle is None:
            continue
        try:
            names = sorted(entry.name for entry in os.scandir(handle) if _is_parcel(entry.name))
            if len(names) > ON_A_STICK:
                raise Refused(
                    gettext_noop("%(path)s holds more than %(most)s parcels."),
                    cure=gettext_noop("Name a folder with fewer."),
                    path=str(place),
                    most=ON_A_STICK,
                )
            for name in names:
                yield name, _file(name, handle)
        finally:
            os.close(handle)
        if names:
            return


def _is_parcel(name: str) -> bool:
    return layout.is_own("outbox", name) and not name.startswith(".")


def _folder(place: str, below: tuple[str, ...]) -> int | None:
    """A handle of the folder; None where there is none, or a link lies in its place."""
    try:
        handle = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as failure:
        raise Refused(
            gettext_noop("%(path)s cannot be read: %(reason)s."), path=place, reason=failure.strerror
        ) from failure
    for name in below:
        try:
            step = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle)
        except OSError:
            return None
        finally:
            os.close(handle)
        handle = step
    return handle


def _file(name: str, folder: int | None) -> bytes | None:
    """The bytes of a regular file of a parcel's size, else None. Only a file that somebody named is looked for in vain."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        handle = os.open(name, flags, dir_fd=folder)
    except OSError as failure:
        if folder is None and failure.errno == errno.ENOENT:
            raise Refused(gettext_noop("There is no file %(path)s."), path=name) from failure
        return None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        try:
            data = file.read(LARGEST + 1)
        except OSError:
            return None
    return data if len(data) <= LARGEST else None
