"""Carrying the feed on a stick when the line is down: the same tree of files, made without any key.

Export writes what this station verified; import is a synchronisation from a directory. A stick can therefore
come from the hub, from a county office or from the next village, and nothing on it is believed because of who
carried it.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from lianjian_feed import ladder, layout, packs
from lianjian_feed.durable import write_file
from lianjian_feed.refreshing import version_of
from lianjian_feed.refusals import Refused
from lianjian_station import carrying
from lianjian_station.directory_source import folder_on
from lianjian_station.store import Store
from lianjian_station.witness import word_left

if TYPE_CHECKING:
    from pathlib import Path

    from lianjian_station.home import Home


@dataclass(frozen=True)
class Exported:
    """What lies on the stick now; ``missing``: pictures this station does not have itself; ``parcels``: sealed ones for the
    hub."""

    version: int
    files: int
    bytes: int
    missing: int
    parcels: int


def export(home: Home, stick: Path, *, who: str = "") -> Exported:
    """Write the newest verified edition to ``stick``. The timestamp comes last: a pulled stick holds no
    half feed. ``who``: the keeper who asked for it, where known; blinded in the log."""
    if not stick.is_dir():
        raise Refused("{path} is no directory: is the stick in?", path=stick)
    store = Store(home.database)
    try:
        version = int(store.fact("edition") or 0)
        if not version:
            raise Refused("This station has received nothing yet, so there is nothing to carry.")
        with word_left(home, stick, version, who):
            return _Export(home, store, stick, version).run()
    except OSError as error:
        raise Refused("The stick cannot be written: {why}.", why=error.strerror or error) from error
    finally:
        store.close()


class _Export:
    def __init__(self, home: Home, store: Store, stick: Path, version: int) -> None:
        self.home, self.store, self.stick, self.version = home, store, stick, version
        self.files = self.bytes = self.missing = self.parcels = 0

    def run(self) -> Exported:
        # first: a full stick must not cost a village its requests
        self.parcels = carrying.put_on(self.home, self.stick, datetime.now(UTC))
        for folder in ("metadata", "packs", "blobs"):
            folder_on(self.stick, folder)
        trusted = self.store.trusted()
        roles = {role for role in trusted if not role.startswith("root")} - {"timestamp"}
        for name, data in trusted.items():
            if name.startswith("root."):
                self._put(layout.metadata("root", int(name.removeprefix("root."))), data)
        for role in sorted(roles):
            self._put(layout.metadata(role, version_of(trusted[role]) or 0), trusted[role])
        self._put_packs()
        self._put_large()
        self._put(layout.TIMESTAMP, trusted["timestamp"])
        return Exported(self.version, self.files, self.bytes, self.missing, self.parcels)

    def _put_packs(self) -> None:
        sizes = []
        for number, data in enumerate(packs.build({}, self.store.view(), self.store.small)):
            self._put(layout.pack(0, self.version, number), data)
            sizes.append(len(data))
        self._put(layout.INDEX, ladder.write_index([ladder.Rung(0, self.version, tuple(sizes))]))
        for path in (self.stick / "packs").glob("0-*.pack"):  # what an earlier export left
            if not path.name.startswith(f"0-{self.version}."):
                path.unlink()

    def _put_large(self) -> None:
        for entry in self.store.large_wanted():
            source, target = self.home.large(entry.digest), self.stick / layout.blob(entry.digest)
            if not source.exists():
                self.missing += 1
            elif not target.exists() or target.stat().st_size != entry.length:
                self._room(entry.length)
                write_file(target, source.read_bytes())
                self.files, self.bytes = self.files + 1, self.bytes + entry.length

    def _put(self, name: str, data: bytes) -> None:
        self._room(len(data))
        write_file(self.stick / name, data)
        self.files, self.bytes = self.files + 1, self.bytes + len(data)

    def _room(self, size: int) -> None:
        free = shutil.disk_usage(self.stick).free
        if free < size:
            raise Refused("The stick is full ({free} MB left).", free=free >> 20)
