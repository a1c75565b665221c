"""The outbox: what was let out is packed into parcels, sealed to the mailroom, and lies there until the hub's receipt.

Order, so that no byte leaves that the log does not tell of and none leaves twice in two forms: lines of the log (each letter,
then the parcel by its sha256) - the parcel in the register - the file under its final name. Whoever is killed in between has
logged something that did not leave; the next run goes on from the register, and a file that it does not know is removed.
"""

from __future__ import annotations

import fcntl
import json
import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TYPE_CHECKING

from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.parcels import (
    MAX_ENTRIES,
    MAX_FAULTS,
    MAX_LETTERS,
    Counts,
    LogPart,
    Parcel,
    Posted,
    Report,
)
from lianjian_feed.schemes import digest
from lianjian_station import checkpoints, clock
from lianjian_station.airlock import Airlock
from lianjian_station.journal import Journal, Line
from lianjian_station.keys import Keys
from lianjian_station.reader import reading
from lianjian_station.requests import states
from lianjian_station.requests.addressees import book_of
from lianjian_station.requests.register import Register
from lianjian_station.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lianjian_station.home import Home

HUB = "hub"  # what the log names as receiver of a parcel
ROOM = 1 << 20  # bytes of sealed letters in one parcel: base64 and the log fit beside them
REPORT_EVERY = ACKNOWLEDGE_EVERY = timedelta(hours=24)


@dataclass(frozen=True)
class _Load:
    """What goes into one parcel. ``letters``: digest, request, addressee, data, until, why."""

    letters: list[tuple[str, str, str, bytes, str, str]]
    counts: list[tuple[int, Counts]]
    report: Report | None
    is_owed: bool  # the hub waits for word that its replies have arrived: further answers follow then

    def __bool__(self) -> bool:
        return bool(self.letters or self.counts or self.report or self.is_owed)


def folder(home: Home) -> Path:
    return home.path / "outbox"


def put_counts(home: Home, counts: Counts) -> None:
    """Let noisy numbers leave with the next parcel; that they may was decided, and logged, by who calls."""
    with Register.opened(home) as register, register.transaction():
        told = json.dumps(asdict(counts))
        register.db.execute("INSERT INTO counts (told, parcel) VALUES (?, NULL)", (told,))


def pack(home: Home, now: datetime) -> Path | None:
    """Pack what waits into one parcel. None where nothing does, or no book has told yet to whom to seal."""
    with _alone(home), Register.opened(home) as register, Journal.open(home) as journal:
        settle(home, register)
        held = book_of(home)
        moment = clock.judged(home, now, also=register.fact("replied"))
        load = _load(home, register, moment)
        if held is None or not load:
            return None
        _log_letters(journal, load, now)
        serial = max(int(register.fact("serial") or 0), int(register.fact("taken") or 0)) + 1
        acknowledged = int(register.fact("replies") or 0)
        parcel = Parcel(
            serial=serial,
            made_at=clock.written(moment),
            acknowledged=acknowledged,
            log=(part := _log_part(home, register, journal)),
            letters=tuple(Posted(to, data) for _, _, to, data, _, _ in load.letters),
            counts=tuple(counts for _, counts in load.counts),
            report=load.report,
        )
        sealed = parcel.seal(Keys.open_or_create(home).signing, held.mailroom)
        _log_parcel(journal, load, digest(sealed), now)
        with register.transaction():
            register.note(
                serial=serial,
                acknowledged=acknowledged,
                log_told=part.start + len(part.entries),
                packed=clock.written(moment),
            )
            register.db.execute(
                "INSERT INTO parcel VALUES (?, ?, ?, ?, ?, ?, 0, '', '')",
                (
                    serial,
                    digest(sealed),
                    sealed,
                    clock.written(moment),
                    acknowledged,
                    load.report is not None,
                ),
            )
            _assign(register, load, serial, moment)
        settle(home, register)
        return folder(home) / f"{digest(sealed)}.age"


def settle(home: Home, register: Register) -> None:
    """Make the directory what the register says: a file for each parcel, and no other."""
    make_directory(folder(home), 0o700)
    wanted = {f"{name}.age": name for (name,) in register.db.execute("SELECT digest FROM parcel")}
    there = {path.name for path in folder(home).iterdir()}
    for name in there - set(wanted):
        (folder(home) / name).unlink(missing_ok=True)
    for name in set(wanted) - there:
        row = register.db.execute("SELECT data FROM parcel WHERE digest = ?", (wanted[name],)).fetchone()
        if row:
            write_file(folder(home) / name, row[0], mode=0o600)
    if there - set(wanted):
        sync_directory(folder(home))


def tidy(home: Home) -> None:
    """The same from outside a packing."""
    with _alone(home), Register.opened(home) as register:
        settle(home, register)


def give_up(register: Register, serial: int) -> None:
    """Within a transaction: drop a parcel; what else was in it waits for the next one, in the same bytes."""
    register.db.execute("UPDATE letter SET parcel = NULL WHERE parcel = ?", (serial,))
    register.db.execute("UPDATE counts SET parcel = NULL WHERE parcel = ?", (serial,))
    register.db.execute("DELETE FROM parcel WHERE serial = ?", (serial,))


def taken(register: Register, newest: int) -> None:
    """Within a transaction: the hub has taken ``newest`` in, and said by receipts which letters it has.

    A parcel before it may have been lost on its way: what no receipt names waits for the next one.
    """
    for (serial,) in register.db.execute("SELECT serial FROM parcel WHERE serial <= ?", (newest,)).fetchall():
        came = register.db.execute(
            "SELECT count(*) FROM letter WHERE parcel = ? AND received != ''", (serial,)
        ).fetchone()[0]
        if serial == newest or came:
            register.db.execute("DELETE FROM counts WHERE parcel = ?", (serial,))
        register.db.execute("UPDATE letter SET parcel = NULL WHERE parcel = ? AND received = ''", (serial,))
        register.db.execute("UPDATE counts SET parcel = NULL WHERE parcel = ?", (serial,))
        register.db.execute("DELETE FROM parcel WHERE serial = ?", (serial,))


def leaving(register: Register, serial: int, moment: datetime, *, carried: bool = False) -> bytes | None:
    """The bytes of a parcel, after it is written down that they may leave now; None where it was given up meanwhile."""
    mark = "carried = ?" if carried else "tries = tries + 1, tried = ?"
    with register.transaction():
        at = clock.written(moment)
        register.db.execute(f"UPDATE parcel SET {mark} WHERE serial = ?", (at, serial))  # noqa: S608 - own text
        register.db.execute("UPDATE letter SET has_left = 1 WHERE parcel = ?", (serial,))
        row = register.db.execute("SELECT data FROM parcel WHERE serial = ?", (serial,)).fetchone()
    return row[0] if row else None


# -- what goes in


def _load(home: Home, register: Register, moment: datetime) -> _Load:
    letters, room = [], ROOM
    for row in register.db.execute(
        "SELECT letter.digest, letter.request, letter.addressee, letter.data, request.until, letter.why FROM letter"
        " JOIN request ON request.id = letter.request WHERE letter.parcel IS NULL AND letter.received = ''"
        " AND request.until >= ? ORDER BY letter.rowid LIMIT ?",
        (clock.day(moment).isoformat(), MAX_LETTERS),
    ):
        room -= len(row[3])
        if room < 0:
            break
        letters.append(row)
    counts = [
        (number, Counts(**json.loads(told)))
        for number, told in register.db.execute(
            "SELECT number, told FROM counts WHERE parcel IS NULL ORDER BY number LIMIT ?", (MAX_LETTERS,)
        )
    ]
    return _Load(letters, counts, _report(home, register, moment), _is_owed(register, moment))


def _is_owed(register: Register, moment: datetime) -> bool:
    """Whether replies with something new in them are not acknowledged, and no parcel went for a day: what was released goes on as
    a conversation. Of the villager there is nothing in such a parcel."""
    if int(register.fact("news") or 0) <= int(register.fact("acknowledged") or 0):
        return False
    last = register.fact("packed")
    return not last or abs(moment - datetime.fromisoformat(last)) >= ACKNOWLEDGE_EVERY


def _report(home: Home, register: Register, moment: datetime) -> Report | None:
    if not Airlock.read(home).report:
        return None
    last = register.fact("reported")
    if last and timedelta(0) <= moment - datetime.fromisoformat(last) < REPORT_EVERY:
        return None
    Store(home.database).close()  # makes the tables where there are none yet
    with reading(home) as reader:
        found = reader.condition(moment)
    return Report(
        version=version("lianjian"),
        edition=found.edition,
        disk_free=shutil.disk_usage(home.path).free >> 20,
        is_stale=found.is_stale,
        faults=tuple(fault.msgid[:200] for fault in found.faults[:MAX_FAULTS]),
    )


def _log_part(home: Home, register: Register, journal: Journal) -> LogPart:
    """The lines that the hub does not hold yet, oldest first.

    Where they do not fit into one parcel, the next one goes on behind those that are on their way. A hub that holds more than
    there is saw another run of this log.
    """
    held, told = int(register.fact("log_size") or 0), int(register.fact("log_told") or 0)
    on_their_way = register.db.execute("SELECT count(*) FROM parcel").fetchone()[0]
    with journal.at_one_moment():
        start = held if held <= journal.size else 0
        if journal.size - start > MAX_ENTRIES and on_their_way and start < told < journal.size:
            start = told
        lines = journal.raw(start, start + MAX_ENTRIES)
        checkpoint = checkpoints.put_by(home, journal).decode()
    return LogPart(checkpoint, start, tuple(data.decode() for _, data in lines))


def _log_letters(journal: Journal, load: _Load, now: datetime) -> None:
    journal.append_many(
        [
            Line("send", request=request, to=to, sha256=name, until=until, why=why)
            for name, request, to, _, until, why in load.letters
        ],
        at=now,
    )


def _log_parcel(journal: Journal, load: _Load, name: str, now: datetime) -> None:
    """One line for each kind of thing in it, all with the sha256 of what leaves."""
    lines = [Line("send", to=HUB, sha256=name, why=f"letters {len(load.letters)}")] if load.letters else []
    if load.is_owed and not (load.letters or load.counts or load.report):
        lines.append(Line("send", to=HUB, sha256=name, why="acknowledgement"))
    lines += [
        Line("count", to=HUB, sha256=name, why=f"{one.from_day} {one.to_day} epsilon {one.epsilon}")
        for _, one in load.counts
    ]
    lines += [Line("report", to=HUB, sha256=name)] if load.report else []
    journal.append_many(lines, at=now)


def _assign(register: Register, load: _Load, serial: int, moment: datetime) -> None:
    for name, request, *_ in load.letters:
        register.db.execute("UPDATE letter SET parcel = ? WHERE digest = ?", (serial, name))
        is_new = register.db.execute(
            "UPDATE request SET state = ? WHERE id = ? AND state = ?", (states.SENT, request, states.RELEASED)
        ).rowcount
        if is_new:
            register.step(request, states.SENT, moment)
    for number, _ in load.counts:
        register.db.execute("UPDATE counts SET parcel = ? WHERE number = ?", (serial, number))
    if load.report:
        register.note(reported=clock.written(moment))


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    """One packing at a time; it takes a moment, so the next one waits."""
    with (home.path / "outbox.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
