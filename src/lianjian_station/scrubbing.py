"""Reading back what is stored: disks forget. A slice a night; what no longer has its digest is dropped and comes again.

Files over 64 KiB are fetched again by their digest at the next synchronisation, small ones by reading the packs from
nothing. A database that SQLite itself finds broken is built anew from the shipped root of trust; the floors
(``floors.json``) survive it, so an old edition is refused as before.
"""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.durable import sync_directory
from lianjian_feed.schemes import digest, digest_of_file, is_digest
from lianjian_station import floors
from lianjian_station.store import Store
from lianjian_station.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lianjian_station.home import Home

BUDGET = 1 << 30  # bytes read in one run: a minute or two of a slow disk
CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
log = logging.getLogger("lianjian_station")


@dataclass(frozen=True)
class Scrubbed:
    """What one run read and found. ``is_round_done``: the end was reached, the next run begins at the beginning."""

    files: int
    bytes: int
    damaged: int
    is_round_done: bool
    is_rebuilt: bool


def scrub(home: Home, *, now: datetime, budget: int = BUDGET) -> Scrubbed:
    """Read on from where the last run ended, ``budget`` bytes or one file at least. The caller holds the sync lock."""
    try:
        with closing(Store(home.database)) as store:
            if not store.is_sound():
                raise sqlite3.DatabaseError("integrity_check")
            return _Scrub(home, store, now, budget).run()
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in CORRUPT:
            raise
        rebuild(home)
        return Scrubbed(0, 0, 0, is_round_done=True, is_rebuilt=True)


def rebuild(home: Home) -> None:
    """A database that cannot be read is replaced by an empty one; what it still tells of floors is kept first."""
    place = home.database.resolve()
    try:
        with closing(sqlite3.connect(f"{place.as_uri()}?mode=ro", uri=True)) as damaged:
            rows = damaged.execute("SELECT what, keyset, version FROM floor").fetchall()
        told = {(w, k): v for w, k, v in rows if isinstance(w, str) and isinstance(k, str) and type(v) is int}
        floors.keep(floors.place(home), told)
    except sqlite3.Error:
        pass  # then the file has them
    for ending in ("-wal", "-shm", ""):
        place.with_name(place.name + ending).unlink(missing_ok=True)
    sync_directory(place.parent)
    with closing(Store(home.database)) as store:
        store.note(damaged="1")
    log.warning("%s", say("The store was damaged and is built anew; everything is fetched again."))


class _Scrub:
    def __init__(self, home: Home, store: Store, now: datetime, budget: int) -> None:
        self.home, self.store, self.now, self.left = home, store, now, budget
        self.files = self.bytes = self.damaged = 0

    def run(self) -> Scrubbed:
        before = self.store.fact("scrubbed_to")
        last = self._read_on(before)
        if last:
            self.store.note(scrubbed_to=last)
        else:
            self.store.note(scrubbed_to="", scrubbed=self.now.isoformat(timespec="seconds"))
        return Scrubbed(self.files, self.bytes, self.damaged, is_round_done=not last, is_rebuilt=False)

    def _read_on(self, start: str) -> str:
        """Check from after ``start``; answers where the budget ended, or nothing at the end of everything."""
        for place in self._places(start):
            size, is_good = self._check(place)
            self.files, self.bytes, self.left = self.files + 1, self.bytes + size, self.left - size
            if not is_good:
                self.damaged += 1
                self._drop(place)
            if self.left <= 0:
                return place
        return ""

    def _places(self, start: str) -> Iterator[str]:
        """Every file in one order: ``large/<digest>``, then ``small/<digest>``."""
        for path in sorted((self.home.path / "cas").glob("??/*")):
            if f"large/{path.name}" > start and is_digest(path.name):
                yield f"large/{path.name}"
        for name in self.store.small_digests(after=start.removeprefix("small/") if start[:1] == "s" else ""):
            yield f"small/{name}"

    def _check(self, place: str) -> tuple[int, bool]:
        kind, _, name = place.partition("/")
        if kind == "small":
            data = self.store.small(name)
            return len(data), digest(data) == name
        path = self.home.large(name)
        try:
            return path.stat().st_size, digest_of_file(path) == name
        except OSError:
            return 0, False  # the disk does not give it back

    def _drop(self, place: str) -> None:
        kind, _, name = place.partition("/")
        if kind == "small":
            self.store.drop_small(name)
        else:
            self.home.large(name).unlink(missing_ok=True)
            sync_directory(self.home.large(name).parent)
