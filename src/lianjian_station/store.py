"""Everything a station has verified, in one SQLite file: WAL, synchronous=FULL.

Two transactions a sync: *seen* (signed files, floors raised) and *applied* (catalogue, small files, stories,
edition). A reader opens its own connection and sees the old view or the new one, never both.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lianjian_feed.catalogue import Catalogue, Entry, View, ordered
from lianjian_feed.durable import database, transaction
from lianjian_feed.refusals import Refused
from lianjian_station import shelf

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lianjian_feed.refreshing import Edition
    from lianjian_feed.trust import Floor, Trusted

_TABLES = """
CREATE TABLE IF NOT EXISTS trusted (name TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS floor (what TEXT, keyset TEXT, version INTEGER, PRIMARY KEY (what, keyset));
CREATE TABLE IF NOT EXISTS organisation
    (slug TEXT PRIMARY KEY, name TEXT, version INTEGER, signers TEXT, digest TEXT);
CREATE TABLE IF NOT EXISTS entry
    (path TEXT PRIMARY KEY, organisation TEXT, length INTEGER, digest TEXT, edition INTEGER, received TEXT);
CREATE INDEX IF NOT EXISTS entry_by_digest ON entry (digest);
CREATE INDEX IF NOT EXISTS entry_large ON entry (digest, length, path) WHERE length > 65536;
CREATE TABLE IF NOT EXISTS small (digest TEXT PRIMARY KEY, data BLOB);
CREATE TABLE IF NOT EXISTS arrival
    (number INTEGER PRIMARY KEY, at TEXT, edition INTEGER, source TEXT, put INTEGER, gone INTEGER, is_stale INTEGER);
CREATE TABLE IF NOT EXISTS fact (name TEXT PRIMARY KEY, value TEXT);
"""


@dataclass(frozen=True)
class Arrival:
    """What an applied edition brought, and how."""

    at: str  # RFC 3339, by this box's clock
    source: str
    is_stale: bool  # a person accepted it past its date


class Store:
    """The writing side; one process at a time holds the sync lock."""

    def __init__(self, path: Path) -> None:
        self._db = database(path)
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            with transaction(self._db):
                for statement in (_TABLES + shelf.TABLES).split(";"):
                    self._db.execute(statement)
                self._db.execute("PRAGMA user_version=1")
        self._file = path.stat().st_ino

    def is_in_place(self, path: Path) -> bool:
        """Whether the file that is open is still the one at ``path``."""
        return path.exists() and path.stat().st_ino == self._file

    def close(self) -> None:
        self._db.close()

    # -- what was seen

    def trusted(self) -> dict[str, bytes]:
        """Signed files by role; roots walked through are ``root.<version>``."""
        return dict(self._db.execute("SELECT name, data FROM trusted"))

    def floors(self) -> dict[Floor, int]:
        return {(what, keys): version for what, keys, version in self._db.execute("SELECT * FROM floor")}

    def keep_seen(self, trusted: Trusted) -> None:
        """Transaction one: what was verified, also when the rest of the refresh was refused."""
        files = trusted.accepted | {f"root.{version}": data for version, data in trusted.roots.items()}
        with transaction(self._db):
            self._db.executemany("INSERT OR REPLACE INTO trusted VALUES (?, ?)", files.items())
            rows = [(what, keys, version) for (what, keys), version in trusted.floors.items()]
            self._db.executemany("INSERT OR REPLACE INTO floor VALUES (?, ?, ?)", rows)

    # -- what is applied

    def view(self) -> View:
        """The catalogues applied."""
        rooms: dict[str, list[Entry]] = {
            slug: [] for (slug,) in self._db.execute("SELECT slug FROM organisation")
        }
        for organisation, *facts in self._db.execute("SELECT organisation, path, length, digest FROM entry"):
            rooms[organisation].append(Entry._make(facts))
        return {slug: Catalogue(slug, tuple(sorted(entries))) for slug, entries in rooms.items()}

    def digests(self) -> dict[str, str]:
        """The catalogue digest applied, by organisation."""
        return dict(self._db.execute("SELECT slug, digest FROM organisation"))

    def small(self, digest: str) -> bytes:
        row = self._db.execute("SELECT data FROM small WHERE digest = ?", (digest,)).fetchone()
        if row is None:
            raise Refused("A file of this station is missing; it will be fetched again.")
        data: bytes = row[0]
        return data

    def content(self, path: str) -> bytes | None:
        """The small file listed as ``path``; nothing where none is."""
        row = self._db.execute(
            "SELECT data FROM entry JOIN small USING (digest) WHERE path = ?", (path,)
        ).fetchone()
        return row[0] if row else None

    def small_digests(self, after: str = "") -> list[str]:
        """Digests of the small files held, in order."""
        rows = self._db.execute("SELECT digest FROM small WHERE digest > ? ORDER BY digest", (after,))
        return [name for (name,) in rows]

    def drop_small(self, digest: str) -> None:
        """Forget a damaged file, and that the view is whole: the next synchronisation reads the packs from nothing."""
        with transaction(self._db):
            self._db.execute("DELETE FROM small WHERE digest = ?", (digest,))
            self._set("damaged", 1)

    def is_sound(self) -> bool:
        """Whether SQLite finds its own pages and indexes in order."""
        return bool(self._db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))

    def has_all_small(self, wanted: set[str]) -> bool:
        return wanted <= {digest for (digest,) in self._db.execute("SELECT digest FROM small")}

    def put_small(self, files: Mapping[str, bytes]) -> None:
        """Files of a segment whose catalogue is already verified; no page refers to them before ``apply``."""
        with transaction(self._db):
            self._db.executemany("INSERT OR IGNORE INTO small VALUES (?, ?)", files.items())

    def apply(self, view: View, edition: Edition, arrival: Arrival) -> None:
        """Transaction two: from here on readers see the new edition."""
        with transaction(self._db):
            before = dict(self._db.execute("SELECT path, digest FROM entry"))
            entries = ordered(view)
            put = [entry for entry in entries if before.get(entry.path) != entry.digest]
            gone = set(before) - {entry.path for entry in entries}
            self._db.executemany("DELETE FROM entry WHERE path = ?", [(path,) for path in gone])
            rows = [
                (e.path, e.path.partition("/")[0], e.length, e.digest, edition.number, arrival.at)
                for e in put
            ]
            self._db.executemany("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._db.execute("DELETE FROM organisation")
            told = [
                (t.organisation, t.name, t.version, " ".join(t.signers), t.claim.digest)
                for t in edition.told.values()
            ]
            self._db.executemany("INSERT INTO organisation VALUES (?, ?, ?, ?, ?)", told)
            shelf.take_away(self._db, gone)
            shelf.put(self._db, put, self.small)
            self._db.execute("DELETE FROM small WHERE digest NOT IN (SELECT digest FROM entry)")
            self._note_edition(edition)
            self._db.execute(
                "INSERT INTO arrival (at, edition, source, put, gone, is_stale) VALUES (?, ?, ?, ?, ?, ?)",
                (arrival.at, edition.number, arrival.source, len(put), len(gone), arrival.is_stale),
            )

    def note_edition(self, edition: Edition) -> None:
        """The same content, confirmed anew."""
        with transaction(self._db):
            self._note_edition(edition)

    def _note_edition(self, edition: Edition) -> None:
        self._set("edition", edition.number)
        self._set("issued", edition.issued.isoformat() if edition.issued else "")
        self._set("expires", edition.expires.isoformat())
        self._set("past", "、".join(told.name for told in edition.told.values() if told.is_past))

    def large_wanted(self) -> list[Entry]:
        """Files over 64 KiB of the view applied, smallest first, each digest once."""
        rows = self._db.execute(
            "SELECT min(path), length, digest FROM entry WHERE length > 65536 GROUP BY digest ORDER BY length"
        )
        return [Entry(*row) for row in rows]

    # -- facts

    def fact(self, name: str) -> str:
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, **facts: object) -> None:
        with transaction(self._db):
            for name, value in facts.items():
                self._set(name, value)

    def note_failure(self, refusal: Refused, at: str) -> None:
        """Remember why the last attempt failed, in a form that can be said in any language."""
        self.note(failure=json.dumps(told_of(refusal)), attempted=at)

    def _set(self, name: str, value: Any) -> None:
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, str(value)))


def told_of(refusal: Refused) -> dict[str, object]:
    """A refusal in a form that can be kept and said in any language; nested reasons too."""
    values = {name: told_of(v) if isinstance(v, Refused) else str(v) for name, v in refusal.values.items()}
    return {"msgid": refusal.msgid, "values": values}


def retold(told: dict[str, Any]) -> Refused:
    """The refusal that ``told_of`` was given."""
    values = {name: retold(v) if isinstance(v, dict) else v for name, v in told["values"].items()}
    refusal = Refused("", **values)
    refusal.msgid = told["msgid"]
    return refusal
