"""The folder of a feed: whether it may be written, how it is copied, and what is swept from it.

A folder that somebody names may hold anything; only files that a feed would name so are ever deleted.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lianjian_feed import layout
from lianjian_feed.durable import make_directory, write_file
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

FIRST_ROOT = layout.metadata("root", 1)


def check_place(place: Path) -> None:
    """Refuse a folder with anything in it that no feed put there, unless it carries a feed's first root."""
    if not place.exists() or (place / FIRST_ROOT).is_file():
        return
    for path in place.iterdir():
        # without a root there may be what a first run, cut short, left
        is_ours = (
            path.name in (*layout.FOLDERS, *layout.BESIDE)
            and path.is_dir()
            and all(layout.is_own(path.name, below.name) for below in path.iterdir())
        )
        if not is_ours:
            raise Refused(
                "{path} holds other files and no feed: name an empty folder, or one with a feed.", path=place
            )


def copy(feed: Path, place: Path) -> None:
    """Make ``place`` the same as ``feed``, which nobody may be writing meanwhile.

    In the order of a publication, so that a copy cut off at any point is a feed that verifies. Refused where
    ``place`` carries the feed of another network, whose stations would lose it.
    """
    if place.exists() and place.samefile(feed):
        return
    first = place / FIRST_ROOT
    if first.is_file() and first.read_bytes() != (feed / FIRST_ROOT).read_bytes():
        raise Refused("{path} carries the feed of another network: name another folder.", path=place)
    for folder in layout.FOLDERS:
        make_directory(place / folder)
    names = [name for name in _names(feed) if "/." not in name]
    last = (layout.INDEX, layout.TIMESTAMP)
    for name in [*(name for name in names if name not in last), layout.INDEX]:
        data = (feed / name).read_bytes()
        if not (place / name).is_file() or (place / name).read_bytes() != data:
            write_file(place / name, data)
    put_timestamp(place, (feed / layout.TIMESTAMP).read_bytes())
    sweep(place, set(names))
    _copy_replies(feed / "replies", place / "replies")


def _copy_replies(held: Path, place: Path) -> None:
    """The sealed replies to stations travel with the feed; those that are gone there are gone here."""
    if not held.is_dir():
        return
    make_directory(place)
    names = {
        path.name for path in held.iterdir() if layout.is_own("replies", path.name) and path.name[0] != "."
    }
    for name in sorted(names):
        data = (held / name).read_bytes()
        if not (place / name).is_file() or (place / name).read_bytes() != data:
            write_file(place / name, data)
    for path in list(place.iterdir()):
        if path.name not in names and layout.is_own("replies", path.name) and path.is_file():
            path.unlink()


def put_timestamp(place: Path, data: bytes) -> None:
    """Put the timestamp in place, which makes the edition the one that readers see.

    A web server's ETag is made of mtime (whole seconds) and size, and timestamps have one size: never the
    same second.
    """
    path = place / layout.TIMESTAMP
    before = path.stat().st_mtime if path.exists() else 0.0
    write_file(path, data)
    if path.stat().st_mtime < before + 1:
        os.utime(path, (before + 1, before + 1))


def sweep(place: Path, wanted: AbstractSet[str]) -> None:
    """Delete the feed's own files that are not ``wanted``; whatever else lies there stays."""
    for name in list(_names(place)):
        if name not in wanted:
            (place / name).unlink()


def _names(place: Path) -> Iterator[str]:
    """The feed's own files."""
    for folder in layout.FOLDERS:
        for path in sorted((place / folder).iterdir()):
            if layout.is_own(folder, path.name) and path.is_file() and not path.is_symlink():
                yield f"{folder}/{path.name}"
