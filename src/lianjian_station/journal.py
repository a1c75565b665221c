"""The station's log: lines that are only ever added, in ``HOME/audit.db``, as the tree of RFC 6962.

What leaves is written down before its first byte does: ``append`` returns after the line is committed and
fsynced (SQLite, WAL, synchronous=FULL). With each line the hashes of the subtrees it completes are kept, so that
an append, a root and a proof cost O(log n); and the head (size, peaks, checkpoint signed by the box) changes in
the same transaction, so there is no moment at which the log and its signature differ.

Who looks only at this file can be shown any file. What it said is therefore kept outside it: ``HOME/checkpoints``,
every stick, every parcel, the hub and the neighbours (``auditing``).
"""

from __future__ import annotations

import hashlib
import hmac
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from lianjian_feed import tlog
from lianjian_feed.durable import database, sync_directory, transaction
from lianjian_feed.logbook import TIME_FORM, LogEntry
from lianjian_feed.merkle import leaf_hash
from lianjian_feed.notes import Note, VerifierKey, sign
from lianjian_feed.refusals import Refused
from lianjian_feed.tlog import Checkpoint
from lianjian_station.acts import ROLE
from lianjian_station.keys import Keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from lianjian_feed.tlog import Node
    from lianjian_station.home import Home

BLIND = 32  # hex digits of a blinded name
_TABLES = """
CREATE TABLE IF NOT EXISTS entry (number INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS node
    (level INTEGER, number INTEGER, hash BLOB NOT NULL, PRIMARY KEY (level, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS about (request TEXT, number INTEGER, PRIMARY KEY (request, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS head
    (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER, peaks BLOB, checkpoint BLOB);
"""


@dataclass(frozen=True)
class Line:
    """What is to be written: ``who`` and ``request`` are plain inner ids here and hashes in the log."""

    act: str
    who: str = ""
    request: str = ""
    to: str = ""
    sha256: str = ""
    until: str = ""
    why: str = ""


def origin_of(station: str, run: int = 1) -> str:
    """The name of a station's log, and of its key as log and as witness. A log that had to begin anew without its lines has
    another name, so that it contradicts nothing that others have seen: ``run`` 2 for the second.
    """
    return f"lianjian-station/{station}" + (f"/{run}" if run > 1 else "")


def run_of(home: Home) -> int:
    """Which log of this station's keys lies here; 1 unless a box was made from the recovery sheet without the lines."""
    try:
        return int((home.path / "keys" / "run").read_text("ascii"))
    except FileNotFoundError:
        return 1
    except (OSError, ValueError) as error:
        raise Refused("The box's keys cannot be read.") from error


class Journal:
    """The log of one station. Cheap to open; use it as a context, one thread at a time."""

    def __init__(self, home: Home, keys: Keys) -> None:
        self.origin = origin_of(keys.id, run_of(home))
        self.key = VerifierKey.of(keys.signing, self.origin)
        self._keys = keys
        path = home.path / "audit.db"
        is_new = not path.exists()
        self._db = database(path)
        if is_new:
            path.chmod(0o600)
            sync_directory(home.path)
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            with transaction(self._db):
                for table in _TABLES.split(";"):
                    self._db.execute(table)
                self._db.execute(
                    "INSERT OR IGNORE INTO head VALUES (1, 0, x'', ?)", (self._signed(0, tlog.root_of([])),)
                )
                self._db.execute("PRAGMA user_version=1")

    @classmethod
    def open(cls, home: Home) -> Journal:
        """The log of ``home``, begun where there is none."""
        return cls(home, Keys.open_or_create(home))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    # -- writing

    def blind(self, text: str) -> str:
        """A name that only this box can make again: HMAC-SHA256 with its salt, the first 32 hex digits."""
        return hmac.new(self._keys.salt, text.encode(), hashlib.sha256).hexdigest()[:BLIND]

    def append(
        self,
        act: str,
        *,
        who: str = "",
        request: str = "",
        to: str = "",
        sha256: str = "",
        until: str = "",
        why: str = "",
        at: datetime | None = None,
    ) -> int:
        """Write one line; answers its number, after it is on the disk.

        ``who`` and ``request`` are plain inner ids, blinded here. Raises Refused for an act that is not in the
        list or a field that a log line cannot hold, and then nothing is written.
        """
        return self.append_many([Line(act, who, request, to, sha256, until, why)], at=at)[0]

    def append_many(self, lines: Iterable[Line], *, at: datetime | None = None) -> range:
        """Write lines together: all of them are on the disk afterwards, or none. Answers their numbers."""
        moment = (at or datetime.now(UTC)).astimezone(UTC).strftime(TIME_FORM)
        with transaction(self._db):
            size, peaks = self._head()
            if not self.is_sound:
                # Whatever happened to the file, the box does not put its name under what goes on from it.
                raise Refused("The log is not as this box signed it: run lianjian-station audit verify.")
            entries = [self._entry(number, line, moment) for number, line in enumerate(lines, size)]
            rows = [(entry.number, data, leaf_hash(data)) for entry in entries for data in [entry.to_bytes()]]
            grown = tlog.grow(size, peaks, [leaf for _, _, leaf in rows])
            nodes = []
            for (level, index), found, now in grown:
                peaks = now
                if level:
                    nodes.append((level, index, found))
            self._db.executemany("INSERT INTO entry VALUES (?, ?, ?)", rows)
            self._db.executemany("INSERT INTO node VALUES (?, ?, ?)", nodes)
            about = [(entry.request, entry.number) for entry in entries if entry.request]
            self._db.executemany("INSERT INTO about VALUES (?, ?)", about)
            size_now = size + len(entries)
            self._db.execute(
                "UPDATE head SET size = ?, peaks = ?, checkpoint = ?",
                (size_now, b"".join(peaks), self._signed(size_now, tlog.root_of(peaks))),
            )
        return range(size, size_now)

    def _entry(self, number: int, line: Line, moment: str) -> LogEntry:
        if line.act not in ROLE:
            raise Refused("The log knows no act called {name}.", name=line.act[:40])
        return LogEntry(
            number,
            line.act,
            moment,
            self.blind(line.who) if line.who else "",
            self.blind(line.request) if line.request else "",
            line.to,
            line.sha256,
            line.until,
            line.why,
        )

    # -- reading

    @property
    def size(self) -> int:
        """How many lines there are."""
        return self._head()[0]

    @property
    def is_sound(self) -> bool:
        """Whether the head is what this box signed; a cheap look, the lines are not read."""
        size, peaks = self._head()
        return self._signed(size, tlog.root_of(peaks)) == self.checkpoint()

    def checkpoint(self) -> bytes:
        """The newest checkpoint: a note signed by the box."""
        data: bytes = self._db.execute("SELECT checkpoint FROM head").fetchone()[0]
        return data

    def entries(self, start: int = 0, stop: int | None = None) -> list[LogEntry]:
        """Lines ``start`` to ``stop``, read strictly."""
        return [LogEntry.parse(data, number) for number, data in self.raw(start, stop)]

    def raw(self, start: int = 0, stop: int | None = None) -> list[tuple[int, bytes]]:
        """The same as they were hashed, with their numbers."""
        return self._db.execute(
            "SELECT number, CAST(data AS BLOB) FROM entry WHERE number >= ? AND number < ? ORDER BY number",
            (start, tlog.LARGEST if stop is None else stop),
        ).fetchall()

    def newest(self, page: int, count: int, acts: Sequence[str] = ()) -> tuple[list[LogEntry], int]:
        """A page (from 1) of ``count`` lines, the newest first, of these acts or of all; and how many there are."""
        starts = [f'{{"act":"{act}",'.encode() for act in acts]
        where = " OR ".join("substr(data, 1, ?) = ?" for _ in starts) or "1"
        values = [value for start in starts for value in (len(start), start)]
        with self.at_one_moment():
            (total,) = self._db.execute(f"SELECT count(*) FROM entry WHERE {where}", values).fetchone()  # noqa: S608
            rows = self._db.execute(
                f"SELECT number, CAST(data AS BLOB) FROM entry WHERE {where}"  # noqa: S608 - marks only
                " ORDER BY number DESC LIMIT ? OFFSET ?",
                (*values, count, count * (page - 1)),
            ).fetchall()
        return [LogEntry.parse(data, number) for number, data in rows], total

    def of_request(self, inner_id: str) -> list[LogEntry]:
        """The lines about one request, oldest first: what a villager finds with the slip."""
        rows = self._db.execute(
            "SELECT number, CAST(data AS BLOB) FROM about JOIN entry USING (number) WHERE request = ? ORDER BY number",
            (self.blind(inner_id),),
        )
        return [LogEntry.parse(data, number) for number, data in rows]

    def proof(self, index: int, size: int | None = None) -> list[bytes]:
        """The audit path of line ``index`` in the tree of ``size`` (now)."""
        return tlog.inclusion(index, self.size if size is None else size, self.node)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """The proof that the tree of ``new`` (now) begins with that of ``old``."""
        return tlog.consistency(old, self.size if new is None else new, self.node)

    def root(self, size: int) -> bytes:
        """The root when there were ``size`` lines."""
        if size > self.size:
            raise Refused("The log has no entry {index}.", index=size - 1)
        return tlog.root_at(size, self.node)

    def node(self, name: Node) -> bytes:
        """The hash kept for a complete subtree."""
        level, index = name
        if level:
            row = self._db.execute(
                "SELECT hash FROM node WHERE level = ? AND number = ?", (level, index)
            ).fetchone()
        else:
            row = self._db.execute("SELECT hash FROM entry WHERE number = ?", (index,)).fetchone()
        if row is None:
            raise Refused("The log lacks hashes it must have: run lianjian-station audit verify.")
        data: bytes = row[0]
        return data

    @contextmanager
    def at_one_moment(self) -> Iterator[None]:
        """Everything read inside is of one state of the log, whoever writes meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            self._db.execute("ROLLBACK")

    # -- the rest

    def _head(self) -> tuple[int, Sequence[bytes]]:
        size, peaks = self._db.execute("SELECT size, CAST(peaks AS BLOB) FROM head").fetchone()
        return size, [peaks[at : at + tlog.HASH] for at in range(0, len(peaks), tlog.HASH)]

    def _signed(self, size: int, root: bytes) -> bytes:
        body = Checkpoint(self.origin, size, root).body
        return Note(body).signed(sign(body, self._keys.signing, self.origin)).to_bytes()
