"""What this box remembers of others: the logs of other stations, what they heard, and which edition the hub
showed to whom. In ``HOME/neighbours.db``.

Two checkpoints of one log, or two faces of one edition, that do not go together are a *contradiction*: both
are kept, it is a fault in the status until a keeper has looked into it and said why it may rest.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from lianjian_feed.durable import database, transaction
from lianjian_feed.notes import COSIGNATURE, Note, VerifierKey
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest
from lianjian_feed.tlog import Checkpoint
from lianjian_station.journal import Journal, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from types import TracebackType

    from lianjian_feed.witnessing import Evidence
    from lianjian_station.home import Home

MOST_STATIONS = 1000  # known to one box
MOST_HEARD = 16  # checkpoints of one log that are remembered beside the newest
MOST_VIEWS = 400  # editions remembered of each station
MOST_FACES = (
    4  # checkpoints of one size, or views of one number from one station: two convict, more tell nothing new
)
MOST_FAULTS = 200  # of a kind that stand: what costs a stranger nothing leaves room for what does
MOST_WHY = 200  # characters of a reason: more a line of the log does not take
_TABLES = """
CREATE TABLE IF NOT EXISTS station (id TEXT PRIMARY KEY, key TEXT NOT NULL, made_at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS heard
    (origin TEXT, size INTEGER, root BLOB, note BLOB NOT NULL, at TEXT NOT NULL, PRIMARY KEY (origin, size, root));
CREATE TABLE IF NOT EXISTS view
    (edition INTEGER, station TEXT, digest TEXT, proof BLOB, PRIMARY KEY (edition, station, digest));
CREATE TABLE IF NOT EXISTS fault
    (number INTEGER PRIMARY KEY, kind TEXT, about TEXT, held BLOB, offered BLOB, at TEXT, dismissed TEXT, why TEXT,
     mark TEXT, UNIQUE (kind, about, mark));
"""


@dataclass(frozen=True)
class Fault:
    """A contradiction. ``about``: the log's name, or the edition; ``dismissed``: when, empty while it stands."""

    number: int
    kind: str  # fork, unshown, shrunk: a log; own: this box's log; views: the hub; claim: said without proof
    about: str
    held: bytes
    offered: bytes
    at: str
    dismissed: str
    why: str

    @property
    def reason(self) -> Refused:
        """In words."""
        told = {"number": self.number, "about": self.about.removeprefix(origin_of(""))}
        match self.kind:
            case "fork":
                return Refused("The log of {about} tells two truths (contradiction {number}).", **told)
            case "unshown":
                return Refused(
                    "The log of {about} does not go on from what it said before (contradiction {number}).",
                    **told,
                )
            case "shrunk":
                return Refused("The log of {about} has become shorter (contradiction {number}).", **told)
            case "own":
                return Refused(
                    "A checkpoint of this box came back that its log does not go on from (contradiction {number}).",
                    **told,
                )
            case "views":
                return Refused(
                    "The hub signed two different editions {about} (contradiction {number}).", **told
                )
            case _:
                return Refused(
                    "Somebody says, without proof, that edition {about} was another elsewhere (contradiction {number}).",
                    **told,
                )

    @property
    def is_proved(self) -> bool:
        return self.kind != "claim"

    @property
    def is_near(self) -> bool:
        """Whether it concerns what is read here: the hub's editions or this box's own log, and not another box."""
        return self.kind in {"views", "own"}


@dataclass(frozen=True)
class View:
    """What a station (empty: this one) was shown as an edition."""

    edition: int
    digest: str
    proof: bytes  # the signed files behind it, or none


class Neighbours:
    """The memory; opened for a while, as a context. It is a shelf in the sense of ``witnessing``."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._db = database(home.path / "neighbours.db")
        if self._db.execute("PRAGMA user_version").fetchone()[0] == 0:
            with self.together():
                for table in _TABLES.split(";"):
                    self._db.execute(table)
                self._db.execute("PRAGMA user_version=1")
        self._at = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """What is written inside is kept as one."""
        with transaction(self._db):
            yield

    def as_of(self, now: datetime) -> Self:
        """Whatever is written from here on was learnt at ``now``."""
        self._at = now.isoformat(timespec="seconds")
        return self

    # -- stations

    def know(self, station: str, key: str, made_at: str) -> bool:
        """Remember a station's key. Answers whether what it brings was made later than what it brought before."""
        row = self._db.execute("SELECT key, made_at FROM station WHERE id = ?", (station,)).fetchone()
        if row is None:
            (count,) = self._db.execute("SELECT count(*) FROM station").fetchone()
            if count >= MOST_STATIONS and not (made_at and self._forget_one_never_met()):
                raise Refused("This box knows {count} other stations and takes in no more.", count=count)
        elif row[0] != key:
            raise Refused("Another station calls itself {station}.", station=station)
        is_newer = row is not None and made_at > row[1]
        if row is None or is_newer:
            self._db.execute("INSERT OR REPLACE INTO station VALUES (?, ?, ?)", (station, key, made_at))
        return is_newer

    def _forget_one_never_met(self) -> bool:
        """Make room for a station that spoke itself: whom others merely named, one stick can name a thousand of."""
        found = self._db.execute("SELECT id FROM station WHERE made_at = '' ORDER BY id LIMIT 1").fetchone()
        if found:
            self._db.execute("DELETE FROM station WHERE id = ?", found)
        return found is not None

    def keys(self) -> dict[str, str]:
        """The raw public key (hex) of every station known."""
        return dict(self._db.execute("SELECT id, key FROM station ORDER BY made_at DESC"))

    def witnesses(self) -> list[VerifierKey]:
        """The keys that neighbours cosign with."""
        return [
            VerifierKey(origin_of(station), COSIGNATURE, bytes.fromhex(key))
            for station, key in self.keys().items()
        ]

    # -- logs (``witnessing.Shelf``)

    def last(self, origin: str) -> bytes:
        row = self._db.execute("SELECT note FROM seen WHERE origin = ?", (origin,)).fetchone()
        return row[0] if row else b""

    def keep(self, origin: str, note: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?)", (origin, note))

    def accuse(self, evidence: Evidence) -> None:
        self.find(evidence.fault, evidence.origin, evidence.held, evidence.offered)

    def hear(self, note: Note) -> None:
        """Remember a verified checkpoint, with its cosignatures; one of the same size and another root is a
        fork."""
        told = Checkpoint.of(note)
        others = self._db.execute(
            "SELECT note FROM heard WHERE origin = ? AND size = ? AND root != ?",
            (told.origin, told.size, told.root),
        ).fetchall()
        for (other,) in others:
            self.find("fork", told.origin, other, note.to_bytes())
        row = self._db.execute(
            "SELECT note FROM heard WHERE origin = ? AND size = ? AND root = ?",
            (told.origin, told.size, told.root),
        ).fetchone()
        if row:
            held = Note.parse(row[0])
            note = held.signed(*note.signatures) if held.text == note.text else held
        elif len(others) >= MOST_FACES:
            return
        self._db.execute(
            "INSERT OR REPLACE INTO heard VALUES (?, ?, ?, ?, ?)",
            (told.origin, told.size, told.root, note.to_bytes(), self._at),
        )
        self._db.execute(
            "DELETE FROM heard WHERE origin = ? AND size < (SELECT min(size) FROM (SELECT size FROM heard"
            " WHERE origin = ? ORDER BY size DESC LIMIT ?))",
            (told.origin, told.origin, MOST_HEARD),
        )

    def origins(self, station: str) -> list[str]:
        """The logs of a station that were heard of: one, or more where its box was made anew."""
        rows = self._db.execute(
            "SELECT DISTINCT origin FROM heard WHERE origin = ? OR substr(origin, 1, ?) = ? ORDER BY origin",
            (origin_of(station), len(origin_of(station)) + 1, f"{origin_of(station)}/"),
        )
        return [origin for (origin,) in rows]

    def heard(self, origin: str) -> list[Note]:
        """Checkpoints of a log, largest first, several of a size where it forked."""
        rows = self._db.execute("SELECT note FROM heard WHERE origin = ? ORDER BY size DESC", (origin,))
        return [Note.parse(note) for (note,) in rows.fetchall()]

    # -- editions

    def show(self, view: View, station: str = "") -> list[View]:
        """Remember what ``station`` was shown, and answer what others were shown under that number instead: this
        box, or where it was shown nothing, the other stations, those with a proof first.
        """
        rows = self._db.execute(
            "SELECT station, digest, proof FROM view WHERE edition = ? ORDER BY station", (view.edition,)
        ).fetchall()
        is_proved = any(told == view.digest and data for _, told, data in rows)
        if sum(who == station for who, _, _ in rows) < MOST_FACES:
            self._db.execute(
                "INSERT OR IGNORE INTO view VALUES (?, ?, ?, ?)",
                (view.edition, station, view.digest, b"" if is_proved else view.proof),
            )
        self._db.execute(
            "DELETE FROM view WHERE station = ? AND edition <= (SELECT max(edition) FROM view WHERE station = ?) - ?",
            (station, station, MOST_VIEWS),
        )
        own = [row for row in rows if not row[0]]
        proofs = {told: data for _, told, data in sorted(rows, key=lambda row: len(row[2]))}
        found = sorted(
            {told for _, told, _ in own or rows} - {view.digest}, key=lambda told: (not proofs[told], told)
        )
        # What this box itself was shown is held against everybody's word, a stranger's against a few.
        return [View(view.edition, told, proofs[told]) for told in (found[:MOST_FACES] if station else found)]

    def shown(self, station: str = "") -> list[View]:
        """What ``station`` was shown, newest first."""
        rows = self._db.execute(
            "SELECT edition, digest, max(other.proof) FROM view JOIN view AS other USING (edition, digest)"
            " WHERE view.station = ? GROUP BY edition, digest ORDER BY edition DESC",
            (station,),
        )
        return [View(*row) for row in rows]

    # -- contradictions

    def find(self, kind: str, about: str, held: bytes, offered: bytes) -> None:
        """Keep a contradiction, unless it is known; a proved one is written into the log first."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM fault WHERE kind = ? AND dismissed = ''", (kind,)
        ).fetchone()
        if count >= MOST_FAULTS:
            return
        mark = digest(b"\0".join(sorted(_said(one) for one in (held, offered))))
        if self._db.execute(
            "SELECT 1 FROM fault WHERE kind = ? AND about = ? AND mark = ?", (kind, about, mark)
        ).fetchone():
            return
        if kind != "claim":
            # A log that is itself spoilt takes no line; the contradiction is kept all the same.
            with suppress(Refused), Journal.open(self._home) as journal:
                journal.append("split-seen", to=about[:100], sha256=digest(held + offered), why=kind)
        self._db.execute(
            "INSERT INTO fault (kind, about, held, offered, at, dismissed, why, mark) VALUES (?, ?, ?, ?, ?, '', '', ?)",
            (kind, about, held, offered, self._at, mark),
        )

    def faults(self, *, every: bool = False) -> list[Fault]:
        """Contradictions that stand; with ``every``, also those set aside."""
        rows = self._db.execute(
            "SELECT number, kind, about, held, offered, at, dismissed, why FROM fault WHERE ? OR dismissed = '' ORDER BY number",
            (every,),
        )
        return [Fault(*row) for row in rows]

    def dismiss(self, number: int, why: str, who: str = "") -> None:
        """A keeper has looked into it; the reason is written into the log, and the evidence stays."""
        fault = next((found for found in self.faults() if found.number == number), None)
        if fault is None:
            raise Refused("There is no contradiction {number} that stands.", number=number)
        why = " ".join(
            "".join(one if one.isprintable() else " " for one in why).split()
        )  # a line of the log is one
        if not why:
            raise Refused("Say why it may rest.")
        if len(why) > MOST_WHY:
            raise Refused("At most {count} characters, please.", count=MOST_WHY)
        with Journal.open(self._home) as journal:
            told = digest(fault.held + fault.offered)
            journal.append("split-dismissed", who=who, to=fault.about[:100], sha256=told, why=why)
        self._db.execute("UPDATE fault SET dismissed = ?, why = ? WHERE number = ?", (self._at, why, number))


def standing(home: Home) -> list[Refused]:
    """Faults of the status: a log that is not as the box signed it, and the proved contradictions that nobody has
    set aside. Never raises: a spoilt log must not take the pages with it.
    """
    found: list[Refused] = []
    try:
        if (home.path / "audit.db").exists():
            with Journal.open(home) as journal:
                if not journal.is_sound:
                    found.append(
                        Refused("The log is not as this box signed it: run lianjian-station audit verify.")
                    )
        if (home.path / "neighbours.db").exists():
            with Neighbours(home) as memory:
                found += [fault.reason for fault in memory.faults() if fault.is_proved]
    except Refused as refusal:
        found.append(refusal)
    except (sqlite3.DatabaseError, TypeError) as error:  # no head at all, or none that is one
        found.append(Refused("The station's database cannot be used: {why}.", why=error))
    return found


def _said(evidence: bytes) -> bytes:
    """What a checkpoint says without who signed it; anything else as it is."""
    try:
        return Note.parse(evidence).text.encode()
    except Refused:
        return evidence
