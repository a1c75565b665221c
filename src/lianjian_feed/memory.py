"""What the publisher must not forget: versions, catalogues of past editions, small files that packs refer to.

Lies with the keys, not with the feed: a feed may be wiped or begun in another place, but versions must never
go back, or every station would (rightly) refuse them. SQLite, committed before anything of an edition becomes
visible.
"""

from __future__ import annotations

import fcntl
import json
import sqlite3
import zlib
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from lianjian_feed.catalogue import Catalogue, View, ordered
from lianjian_feed.durable import database, transaction
from lianjian_feed.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

RECORD = "editions.db"
LOCK = "publish.lock"
PARSED = 300_000  # entries of catalogues that stay parsed while the record is open
_TABLES = """
CREATE TABLE IF NOT EXISTS signed
    (role TEXT, version INTEGER, edition INTEGER, data BLOB, PRIMARY KEY (role, version));
CREATE TABLE IF NOT EXISTS edition (number INTEGER PRIMARY KEY, catalogues TEXT);
CREATE TABLE IF NOT EXISTS catalogue
    (organisation TEXT, digest TEXT, data BLOB, PRIMARY KEY (organisation, digest));
CREATE TABLE IF NOT EXISTS small (digest TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""


@contextmanager
def alone(keys: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold the lock beside the keys: nobody publishes meanwhile. A second one is refused, or waits."""
    with (keys / LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise Refused("Another publication is running; try again when it is done.") from error
        yield


def copy_record(keys: Path, target: Path) -> None:
    """Write the record beside ``keys`` to the file ``target``, whole: a copy of the file alone would lack what
    SQLite still keeps beside it. Used under the lock.
    """
    with closing(sqlite3.connect(keys / RECORD)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


class Memory:
    """The publisher's own record. Used under the publisher's lock: one writer at a time."""

    def __init__(self, path: Path) -> None:
        try:
            self._db = database(path)
            self._db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise Refused("The publisher's record {path} cannot be used.", path=path) from error
        self._parsed: dict[tuple[str, str], Catalogue] = {}

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction(self._db):
            yield

    def newest(self, role: str) -> tuple[int, bytes]:
        """Version and bytes of the newest metadata of ``role``; version 0 when there is none."""
        row = self._db.execute(
            "SELECT version, data FROM signed WHERE role = ? ORDER BY version DESC LIMIT 1", (role,)
        ).fetchone()
        return (row[0], row[1]) if row else (0, b"")

    def all_versions(self, role: str) -> dict[int, bytes]:
        return dict(self._db.execute("SELECT version, data FROM signed WHERE role = ?", (role,)))

    def keep_signed(self, role: str, version: int, edition: int, data: bytes) -> None:
        self._db.execute("INSERT INTO signed VALUES (?, ?, ?, ?)", (role, version, edition, data))

    def names(self) -> dict[str, str]:
        """Organisations as listed, with the names readers see."""
        return self._fact("names")

    def keep_names(self, names: Mapping[str, str]) -> None:
        self._keep_fact("names", names)

    def dropped(self) -> dict[str, str]:
        """Organisations that are listed no more, with the names they had: the snapshot must go on naming them."""
        return self._fact("dropped")

    def keep_dropped(self, names: Mapping[str, str]) -> None:
        self._keep_fact("dropped", names)

    def left(self) -> dict[str, str]:
        """Organisations whose content the last publication left as it was, and why."""
        return self._fact("left")

    def keep_left(self, reasons: Mapping[str, str]) -> None:
        self._keep_fact("left", reasons)

    def _fact(self, name: str) -> dict[str, str]:
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        told: dict[str, str] = json.loads(row[0]) if row else {}
        return told

    def _keep_fact(self, name: str, told: Mapping[str, str]) -> None:
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, json.dumps(dict(told))))

    def view(self, edition: int) -> View:
        """The catalogues of an edition; edition 0 is empty."""
        row = self._db.execute("SELECT catalogues FROM edition WHERE number = ?", (edition,)).fetchone()
        held: dict[str, str] = json.loads(row[0]) if row else {}
        return {name: self._catalogue(name, found) for name, found in held.items()}

    def _catalogue(self, organisation: str, digest: str) -> Catalogue:
        key = organisation, digest
        if key not in self._parsed:
            found = self._stored(organisation, digest)
            while self._parsed and sum(map(len, (c.entries for c in self._parsed.values()))) > PARSED:
                del self._parsed[next(iter(self._parsed))]  # the oldest
            self._parsed[key] = found
        return self._parsed[key]

    def _stored(self, organisation: str, digest: str) -> Catalogue:
        row = self._db.execute(
            "SELECT data FROM catalogue WHERE organisation = ? AND digest = ?", (organisation, digest)
        ).fetchone()
        return Catalogue.parse(organisation, zlib.decompress(row[0]))

    def oldest_edition(self) -> int:
        return int(self._db.execute("SELECT coalesce(min(number), 0) FROM edition").fetchone()[0])

    def keep_edition(self, number: int, view: Mapping[str, Catalogue]) -> None:
        told = {}
        for name, catalogue in view.items():
            told[name] = catalogue.claim().digest
            row = (name, told[name], zlib.compress(catalogue.to_bytes()))
            self._db.execute("INSERT OR IGNORE INTO catalogue VALUES (?, ?, ?)", row)
        self._db.execute("INSERT INTO edition VALUES (?, ?)", (number, json.dumps(told)))

    def keep_small(self, digest: str, data: bytes) -> None:
        self._db.execute("INSERT OR IGNORE INTO small VALUES (?, ?)", (digest, data))

    def small(self, digest: str) -> bytes:
        row = self._db.execute("SELECT data FROM small WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise Refused("The publisher's record lacks a file: publish all organisations again.")
        data: bytes = row[0]
        return data

    def forget_before(self, edition: int) -> None:
        """Drop editions older than ``edition`` and whatever only they needed; roots are kept for ever."""
        self._db.execute("DELETE FROM edition WHERE number < ?", (edition,))
        self._db.execute(
            "DELETE FROM signed WHERE edition < ? AND role != 'root' AND version <"
            " (SELECT max(version) FROM signed AS other WHERE other.role = signed.role)",
            (edition,),
        )
        held = {
            pair
            for (told,) in self._db.execute("SELECT catalogues FROM edition")
            for pair in json.loads(told).items()
        }
        needed = set()
        for name, digest in self._db.execute("SELECT organisation, digest FROM catalogue").fetchall():
            if (name, digest) in held:
                needed |= {entry.digest for entry in ordered({name: self._catalogue(name, digest)})}
            else:
                self._db.execute(
                    "DELETE FROM catalogue WHERE organisation = ? AND digest = ?", (name, digest)
                )
        for (digest,) in self._db.execute("SELECT digest FROM small").fetchall():
            if digest not in needed:
                self._db.execute("DELETE FROM small WHERE digest = ?", (digest,))
