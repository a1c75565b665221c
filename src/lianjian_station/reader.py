"""What the pages ask of the store. A connection of its own, read only, and one transaction a page: old
view or new."""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed.documents import StoryDocument
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest as digest_of
from lianjian_station import releases, shelf
from lianjian_station.condition import Condition, judge

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lianjian_feed.software import Release
    from lianjian_station.home import Home

PAGE = 20  # items on a list page
NEWS = ("story", "village", "notice", "policy")


@dataclass(frozen=True)
class Item:
    """A line in a list."""

    organisation: str
    id: str
    kind: str
    title: str
    lead: str
    picture: str
    alt: str
    party: str
    column_slug: str
    column_name: str
    published_at: str
    demonstration: int  # 0 or 1, as SQLite has no truth values
    corrected: int

    @property
    def href(self) -> str:
        return f"/story/{self.organisation}/{self.id}"


@dataclass(frozen=True)
class Known:
    """What is known about a story: who signed it, in which edition it came, when this box received it."""

    signed_by: str
    role_version: int
    signers: tuple[str, ...]
    edition: int
    received: str
    digest: str


@dataclass(frozen=True)
class Received:
    """One line of the record of what came in."""

    at: str
    edition: int
    put: int
    gone: int
    is_stale: bool


_ITEM = (
    "organisation, id, kind, story.title, lead, picture, alt, party, column_slug, column_name, published_at,"
    " demonstration, corrected"
)


class Reader:
    """Questions of one page, answered from one moment."""

    def __init__(self, home: Home, db: sqlite3.Connection) -> None:
        self._home, self._db = home, db

    def condition(self, now: datetime) -> Condition:
        return judge(self._home, self._db, now)

    def newest(self, kinds: tuple[str, ...], limit: int, *, first_division: str = "") -> list[Item]:
        """The newest items of these kinds; those of ``first_division`` before the others."""
        marks = ",".join("?" * len(kinds))
        return self._items(
            f"SELECT {_ITEM} FROM story WHERE NOT withdrawn AND kind IN ({marks})"  # noqa: S608 - marks only
            " ORDER BY (division = ? AND division != '') DESC, day DESC, organisation, id LIMIT ?",
            (*kinds, first_division, limit),
        )

    def of_village(self, division: str, limit: int) -> list[Item]:
        """The newest items of the village itself, by its 12-digit code."""
        return self._items(
            f"SELECT {_ITEM} FROM story WHERE NOT withdrawn AND division = ? AND division != ''"  # noqa: S608
            " ORDER BY day DESC, organisation, id LIMIT ?",
            (division, limit),
        )

    def columns(self) -> list[tuple[str, str, int]]:
        """Slug, name and number of items of every column, largest first."""
        return self._db.execute(
            "SELECT column_slug, max(column_name), count(*) FROM story WHERE NOT withdrawn AND kind != 'anti-fraud'"
            " GROUP BY column_slug ORDER BY 3 DESC, 1"
        ).fetchall()

    def listed(self, *, column: str = "", kind: str = "", page: int = 1) -> tuple[list[Item], int]:
        """A page of a column or kind, and how many items there are in all."""
        where = "NOT withdrawn AND (column_slug = ? OR ? = '') AND (kind = ? OR ? = '')"
        values = (column, column, kind, kind)
        (total,) = self._db.execute(f"SELECT count(*) FROM story WHERE {where}", values).fetchone()  # noqa: S608
        items = self._items(
            f"SELECT {_ITEM} FROM story WHERE {where} ORDER BY day DESC, organisation, id LIMIT ? OFFSET ?",  # noqa: S608
            (*values, PAGE, PAGE * (page - 1)),
        )
        return items, total

    def search(self, query: str, page: int = 1) -> tuple[list[Item], int]:
        """Items in which every word of the query stands, those with it in the title first."""
        phrase = shelf.phrase(query[:100])
        if not phrase:
            return [], 0
        (total,) = self._db.execute("SELECT count(*) FROM words WHERE words MATCH ?", (phrase,)).fetchone()
        items = self._items(
            f"SELECT {_ITEM} FROM words JOIN story ON story.rowid = words.rowid WHERE words MATCH ?"  # noqa: S608
            " ORDER BY bm25(words, 8.0, 1.0), day DESC LIMIT ? OFFSET ?",
            (phrase, PAGE, PAGE * (page - 1)),
        )
        return items, total

    def story(self, organisation: str, story: str) -> tuple[StoryDocument, Known] | None:
        """A document and what is known about it; also a withdrawn one, which pages must not show."""
        row = self._db.execute(
            "SELECT small.data, organisation.name, organisation.version, organisation.signers, entry.edition,"
            " entry.received, entry.digest FROM entry JOIN small USING (digest)"
            " JOIN organisation ON organisation.slug = entry.organisation WHERE path = ?",
            (f"{organisation}/stories/{story}.json",),
        ).fetchone()
        if row is None:
            return None
        data, name, version, signers, edition, received, digest = row
        if digest_of(data) != digest:  # a disk that forgot: better nothing than words nobody wrote
            return None
        return StoryDocument.parse(data), Known(
            name, version, tuple(signers.split()), edition, received, digest
        )

    def small(self, digest: str) -> bytes:
        """A file of at most 64 KiB. Raises Refused where it is not here or not as it was."""
        row = self._db.execute("SELECT data FROM small WHERE digest = ?", (digest,)).fetchone()
        if row is None or digest_of(row[0]) != digest:
            raise Refused("A file of this station is missing; it will be fetched again.")
        return bytes(row[0])

    def fact(self, name: str) -> str:
        """A fact the store keeps; empty where it is not known."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def release(self) -> Release | None:
        """The release of this software that the feed offers."""
        return releases.offered(self._db)

    def picture(self, digest: str) -> tuple[str, bytes | None] | None:
        """Media type and bytes of a picture some shown document uses; no bytes when it lies on the disk."""
        row = self._db.execute(
            "SELECT media_type, (SELECT data FROM small WHERE small.digest = picture.digest) FROM picture"
            " WHERE digest = ? AND digest IN (SELECT digest FROM entry)",
            (digest,),
        ).fetchone()
        return (row[0], row[1]) if row else None

    def organisations(self) -> list[tuple[str, str, int]]:
        """Name, key ids and version of everyone whose word is here."""
        return self._db.execute("SELECT name, signers, version FROM organisation ORDER BY name").fetchall()

    def received(self, limit: int) -> list[Received]:
        rows = self._db.execute(
            "SELECT at, edition, put, gone, is_stale FROM arrival ORDER BY number DESC LIMIT ?", (limit,)
        )
        return [Received(at, edition, put, gone, bool(stale)) for at, edition, put, gone, stale in rows]

    def root_keys(self) -> tuple[int, list[str]]:
        """Version of the root of trust and its key ids: what a careful person compares with the printed
        sheet."""
        row = self._db.execute("SELECT data FROM trusted WHERE name = 'root'").fetchone()
        data = row[0] if row else self._home.boot_root.read_bytes()
        signed = json.loads(data)["signed"]
        return signed["version"], sorted(signed["roles"]["root"]["keyids"])

    def _items(self, sql: str, values: tuple[object, ...]) -> list[Item]:
        return [Item(*row) for row in self._db.execute(sql, values)]


@contextmanager
def reading(home: Home) -> Iterator[Reader]:
    """A reader whose answers all come from one moment."""
    db = sqlite3.connect(
        f"{home.database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, timeout=20
    )
    try:
        db.execute("PRAGMA query_only=1")
        db.execute("BEGIN")
        yield Reader(home, db)
    finally:
        db.close()
