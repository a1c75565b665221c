"""The files behind the paths of a command: folders walked in a fixed order, what is no file told by name."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Found:
    """A file under the name by which it is reported. ``inside``: it was found in a folder, not named itself."""

    name: str
    path: Path
    inside: bool

    @property
    def size(self) -> int:
        """Bytes; 0 where that is not known."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file, open for reading. Raises Refused for what is no file, OSError where it cannot be read.

        A link inside a folder is not followed: a folder that came from elsewhere could lead to any file of this machine. A
        pipe or a device would be waited for without end, so it is not opened at all.
        """
        if self.inside and self.path.is_symlink():
            raise Refused(
                gettext_noop("It is a link, and links inside folders are not followed."),
                cure=gettext_noop("Give the file itself, or name it in the command."),
            )
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        with open(self.path, "rb", opener=lambda path, _flags: os.open(path, flags)) as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise Refused(gettext_noop("It is neither a file nor a folder."))
            yield stream


def walked(paths: Iterable[Path]) -> Iterator[Found]:
    """Every file that is named or lies in a folder that is named; links to folders are told as what they are."""
    for path in paths:
        if not path.is_dir():
            yield Found(path.name, path, inside=False)
            continue
        top = path.absolute().parent if path.name in {"", ".", ".."} else path.parent
        for folder, below, names in os.walk(path):
            here = Path(folder)
            links = [name for name in below if (here / name).is_symlink()]
            below[:] = sorted(set(below) - set(links))
            for name in sorted([*names, *links]):
                found = here / name
                shown = found.absolute() if top.is_absolute() and not found.is_absolute() else found
                yield Found(shown.relative_to(top).as_posix(), found, inside=True)
