"""``HOME/requests.db``: one row a request. SQLite WAL, synchronous=FULL, secure_delete, readable by its owner only.

In the clear are numbers, days, the kind of request, the addressee's key and where it stands. What a villager wrote, who the
villager is and what the answer says lies sealed (age), and the keys to it lie under a passphrase or the slip's code.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from lianjian_feed.durable import transaction
from lianjian_feed.refusals import Refused
from lianjian_station import clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lianjian_station.home import Home

_TABLES = """
CREATE TABLE request
    (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE, category TEXT NOT NULL,
     addressee TEXT NOT NULL, asked_on TEXT NOT NULL, until TEXT NOT NULL, state TEXT NOT NULL,
     reason TEXT NOT NULL, typed_by TEXT NOT NULL, answer_to TEXT NOT NULL, view_to TEXT NOT NULL,
     heard TEXT NOT NULL, closed TEXT NOT NULL, body BLOB, frozen BLOB, opening BLOB, slip BLOB, note BLOB);
CREATE TABLE step (number INTEGER PRIMARY KEY, request TEXT NOT NULL, at TEXT NOT NULL, what TEXT NOT NULL, who TEXT NOT NULL);
CREATE INDEX step_by_request ON step (request);
CREATE TABLE agreed (request TEXT, who TEXT, digest TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (request, who));
CREATE TABLE answer (request TEXT, number INTEGER, at TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (request, number));
CREATE TABLE letter
    (digest TEXT PRIMARY KEY, request TEXT NOT NULL, kind TEXT NOT NULL, addressee TEXT NOT NULL,
     recipient TEXT NOT NULL, data BLOB NOT NULL, why TEXT NOT NULL, parcel INTEGER, has_left INTEGER NOT NULL DEFAULT 0,
     received TEXT NOT NULL DEFAULT '');
CREATE TABLE parcel
    (serial INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, data BLOB NOT NULL, packed TEXT NOT NULL,
     acknowledged INTEGER NOT NULL, has_report INTEGER NOT NULL, tries INTEGER NOT NULL, tried TEXT NOT NULL,
     carried TEXT NOT NULL);
CREATE TABLE counts (number INTEGER PRIMARY KEY AUTOINCREMENT, told TEXT NOT NULL, parcel INTEGER);
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE attempt (what TEXT PRIMARY KEY, wrong INTEGER NOT NULL, at TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Request:
    """A row. ``id`` never leaves the box; ``name`` is the random one that letters carry. Blobs are None once destroyed."""

    id: str
    number: int
    name: str
    category: str
    addressee: str  # key; empty: to be chosen from the book by the keepers
    asked_on: str
    until: str
    state: str
    reason: str  # why it waits again: empty or ``lost``
    typed_by: str  # blinded name of the keeper who typed, or empty
    answer_to: str
    view_to: str
    heard: str  # RFC 3339: the newest word of the hub that was taken in
    closed: str  # RFC 3339, empty while it is open
    body: bytes | None
    frozen: bytes | None
    opening: bytes | None
    slip: bytes | None
    note: bytes | None

    def __repr__(self) -> str:
        return f"Request({self.number}, {self.state})"


_SEALED = {"body", "frozen", "opening", "slip", "note"}
_COLUMNS = ", ".join(column.name for column in fields(Request))
_PLAIN = ", ".join("NULL" if column.name in _SEALED else column.name for column in fields(Request))


class Register:
    """A connection to the requests of a station."""

    def __init__(self, home: Home) -> None:
        path = home.path / "requests.db"
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        self.db = sqlite3.connect(path, isolation_level=None, timeout=20)
        try:
            self.db.execute("PRAGMA journal_mode=WAL")
            self.db.execute("PRAGMA synchronous=FULL")
            self.db.execute("PRAGMA secure_delete=ON")
            if self.db.execute("PRAGMA user_version").fetchone()[0] == 0:
                self._create()
        except BaseException:
            self.db.close()
            raise

    def _create(self) -> None:
        with self.transaction():
            if self.db.execute("PRAGMA user_version").fetchone()[0]:
                return  # another process was first
            for statement in _TABLES.split(";"):
                self.db.execute(statement)
            self.db.execute("PRAGMA user_version=1")

    @classmethod
    @contextmanager
    def opened(cls, home: Home) -> Iterator[Register]:
        register = cls(home)
        try:
            yield register
        finally:
            register.db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with transaction(self.db):
            yield

    # -- requests

    def request(self, request: str) -> Request:
        """The row of an inner id; Refused where there is none."""
        found = self._one("id = ?", request)
        if found is None:
            raise Refused("There is no such request at this station.")
        return found

    def numbered(self, number: int) -> Request | None:
        return self._one("number = ?", number)

    def named(self, name: str) -> Request | None:
        """The row of a letter's name."""
        return self._one("name = ?", name)

    def requests(self) -> list[Request]:
        """All rows without what is sealed in them, newest first."""
        rows = self.db.execute(f"SELECT {_PLAIN} FROM request ORDER BY number DESC")  # noqa: S608 - own columns
        return [Request(*row) for row in rows]

    def _one(self, where: str, value: object) -> Request | None:
        row = self.db.execute(f"SELECT {_COLUMNS} FROM request WHERE {where}", (value,)).fetchone()  # noqa: S608 - own text
        return Request(*row) if row else None

    def step(self, request: str, what: str, at: datetime, who: str = "") -> None:
        """Write down that something happened to a request; ``who``: blinded."""
        row = (request, clock.written(at), what, who)
        self.db.execute("INSERT INTO step (request, at, what, who) VALUES (?, ?, ?, ?)", row)

    def steps(self, request: str) -> list[tuple[str, str, str]]:
        """Moment, what, who (blinded), oldest first."""
        return self.db.execute(
            "SELECT at, what, who FROM step WHERE request = ? ORDER BY at, number", (request,)
        ).fetchall()

    def agreed(self, request: str, digest: str) -> list[str]:
        """Blinded names of who agreed to exactly this copy, in the order in which they did."""
        rows = self.db.execute(
            "SELECT who FROM agreed WHERE request = ? AND digest = ? ORDER BY at, rowid", (request, digest)
        )
        return [who for (who,) in rows]

    def answers(self, request: str) -> list[tuple[str, bytes]]:
        """Moment and sealed answer."""
        return self.db.execute(
            "SELECT at, sealed FROM answer WHERE request = ? ORDER BY number", (request,)
        ).fetchall()

    # -- facts

    def fact(self, name: str) -> str:
        row = self.db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def note(self, **facts: object) -> None:
        """Within a transaction."""
        for name, value in facts.items():
            self.db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, str(value)))

    def wipe(self) -> None:
        """Let nothing of what was deleted linger in the write-ahead log."""
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
