"""A feed in a directory: the hub's own disk, a mount, or a USB stick that anyone may have prepared.

Every step of a path is opened without following links; only regular files are read, once, and never more than
the cap. A stick's firmware may give other bytes on a second read, so what was read is what is verified.
"""

from __future__ import annotations

import os
import stat
from itertools import islice
from typing import TYPE_CHECKING

from lianjian_feed.durable import make_directory
from lianjian_feed.refusals import NotThere, Refused, Unreachable

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 16


def folder_on(stick: Path, name: str) -> Path:
    """A directory of ours on a stick that is written, made where it is missing. A link in its place would lead what is
    written, and what is tidied away, to where its maker wants it.
    """
    path = stick / name
    if path.is_symlink():
        raise Refused("{path} is no directory: is the stick in?", path=path)
    make_directory(path)
    return path


class DirectorySource:
    """Reads a feed below ``root``."""

    def __init__(self, root: Path) -> None:
        self.name = str(root)
        self._root = -1

    def close(self) -> None:
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def fetch(self, name: str, cap: int) -> bytes:
        """The whole file ``name``, at most ``cap`` bytes."""
        handle = self._open(name)
        with os.fdopen(handle, "rb") as file:
            try:
                data = file.read(cap + 1)
            except OSError as error:
                raise Unreachable("{path} is not there or cannot be read.", path=name) from error
        if len(data) > cap:
            raise Refused("{path} is larger than allowed.", path=name)
        return data

    def poll(self, name: str, cap: int, etag: str) -> tuple[bytes, str]:  # noqa: ARG002 - a disk has no ETag
        """The file and no ETag: reading it is as cheap as asking."""
        return self.fetch(name, cap), ""

    def save(self, name: str, target: Path, cap: int) -> None:
        """Copy ``name`` to ``target``."""
        handle = self._open(name)
        with os.fdopen(handle, "rb") as file, target.open("wb") as out:
            if os.fstat(file.fileno()).st_size > cap:
                raise Refused("{path} is larger than allowed.", path=name)
            left = cap
            while left >= 0 and (chunk := _read(file.fileno(), min(CHUNK, left + 1), name)):
                left -= len(chunk)
                out.write(chunk)
            if left < 0:
                raise Refused("{path} is larger than allowed.", path=name)
            out.flush()
            os.fsync(out.fileno())

    def names(self, folder: str, most: int) -> list[str]:
        """The first ``most`` names in ``folder``, a name directly below the root; none where it is no folder."""
        try:
            kind = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(folder, kind, dir_fd=self._opened())
        except OSError:
            return []
        try:
            with os.scandir(handle) as found:
                return [entry.name for entry in islice(found, most)]
        except OSError as error:
            raise Unreachable("{path} is not there or cannot be read.", path=folder) from error
        finally:
            os.close(handle)

    def _opened(self) -> int:
        if self._root < 0:
            try:
                # The directory itself is the keeper's choice and may be a link; nothing below it may.
                self._root = os.open(self.name, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            except OSError as error:
                raise Unreachable("{path} is not there or cannot be read.", path=self.name) from error
        return self._root

    def _open(self, name: str) -> int:
        parts = name.split("/")
        if any(part in {"", ".", ".."} for part in parts):
            raise Refused("{path} is no path of a feed.", path=name)
        handle = os.dup(self._opened())
        for last, part in zip([*[False] * (len(parts) - 1), True], parts, strict=True):
            kind = os.O_NONBLOCK if last else os.O_DIRECTORY  # a FIFO must not make us wait for its writer
            try:
                step = os.open(part, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | kind, dir_fd=handle)
            except FileNotFoundError as error:
                raise NotThere("{path} is not there or cannot be read.", path=name) from error
            except OSError as error:
                raise Unreachable("{path} is not a regular file.", path=name) from error
            finally:
                os.close(handle)
            handle = step
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise Unreachable("{path} is not a regular file.", path=name)
        return handle


def _read(handle: int, size: int, name: str) -> bytes:
    try:
        return os.read(handle, size)
    except OSError as error:
        raise Unreachable("{path} is not there or cannot be read.", path=name) from error
