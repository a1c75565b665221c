"""A box is lost or dead: a new one becomes the old one, from the village's recovery sheet and a backup.

It has the same keys and the same id, so that the hub has nothing to do. Its log is the delicate part: one that goes on from fewer
lines than others have seen would contradict itself. So the box first asks what the hub has seen. Where the backup's log holds
that, it goes on from there; otherwise a new log begins under another name (``/2``, ``/3``), and the hub is told by a person.
Killed in between, ``restore`` is run again; until it is through, the new log's name is set, so that nothing can contradict.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian_feed import layout, merkle
from lianjian_feed.durable import make_directory, sync_directory, write_file
from lianjian_feed.notes import Note
from lianjian_feed.refusals import Refused
from lianjian_feed.replies import CAP as REPLIES_CAP
from lianjian_feed.replies import Replies
from lianjian_feed.schemes import digest
from lianjian_feed.sealing import OVERHEAD
from lianjian_feed.tlog import Checkpoint
from lianjian_station import backup as backups
from lianjian_station import counting, outbox
from lianjian_station.home import ROOT_CAP, Home
from lianjian_station.journal import Journal, run_of
from lianjian_station.keepers import Keepers
from lianjian_station.keys import Keys
from lianjian_station.requests.addressees import book_of
from lianjian_station.requests.register import Register
from lianjian_station.requests.withdrawing import take_back_again
from lianjian_station.sheet import Sheet, new_code
from lianjian_station.store import Store
from lianjian_station.syncing import synchronise

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from lianjian_station.backup import Backup
    from lianjian_station.keepers import Session
    from lianjian_station.syncing import Source

MARK = "restoring"
_RISING = (
    "number",
    "serial",
    "taken",
)  # facts of a register that never sink: two slips, or two parcels, would have one number


@dataclass(frozen=True)
class Printed:
    """A sheet and its code; the code is written by hand on another paper and kept nowhere."""

    sheet: Sheet
    code: str
    lines: list[str]

    def __repr__(self) -> str:
        return f"Printed({self.sheet!r})"


@dataclass(frozen=True)
class Restored:
    """``run``: number of the log; ``goes_on``: whether it is the old one. ``trouble``: why the hub could not be asked."""

    home: Home
    station: str
    run: int
    goes_on: bool
    trouble: Refused | None


def make_sheet(home: Home, session: Session, now: datetime) -> Printed:
    """What is to be printed, under a new code. Logged before anybody sees it."""
    Keepers(home).require(session)
    root = home.boot_root.read_bytes()
    with Journal.open(home) as journal:
        journal.append("sheet", who=session.keeper, at=now)
        size = journal.size
    sheet = Sheet(
        keys=Keys.open_or_create(home),
        store=session.store,
        settings=home.settings,
        root=digest(root),
        root_version=int(json.loads(root)["signed"]["version"]),
        made_on=now.date().isoformat(),
        run=run_of(home),
        log_size=size,
    )
    code = new_code()
    return Printed(sheet, code, sheet.to_lines(code))


def root_for(sheet: Sheet, source: Source | None, trust: Path | None) -> bytes:
    """The root of trust that the sheet names: from a file, or from the hub. Whoever gives it, its digest must be the sheet's."""
    if trust is not None:
        try:
            with trust.open("rb") as file:
                root = file.read(ROOT_CAP + 1)
        except OSError as error:
            raise Refused("The trust file {path} cannot be read.", path=trust) from error
    elif source is not None:
        root = source.fetch(layout.metadata("root", sheet.root_version), ROOT_CAP)
    else:
        raise Refused("No hub is set: give --hub.")
    if digest(root) != sheet.root:
        raise Refused("This is not the root of trust that the sheet names: ask the association for it.")
    return root


def restore(
    path: Path,
    sheet: Sheet,
    source: Source,
    *,
    root: bytes,
    keeper: str = "",
    passphrase: str = "",
    backup: bytes | None = None,
    now: Callable[[], datetime],
) -> Restored:
    """Make the box at ``path`` the station of ``sheet``. With a ``backup`` its keepers come back with their passphrases; without,
    ``keeper`` becomes the first one.
    """
    if (path / "root" / "boot.root.json").exists() and not (path / MARK).exists():
        raise Refused("There is a station in {path} already: use a new directory.", path=path)
    if not keeper and backup is None:
        raise Refused("Without a backup the station needs a keeper: give a name and a passphrase.")
    held = backups.read(backup, sheet.store, sheet.keys.public) if backup is not None else None
    make_directory(path)
    write_file(path / MARK, b"")
    empty = Home(path, sheet.settings)
    sheet.keys.put(empty)
    fresh = max(sheet.run, held.run if held else 0) + 1
    _set_run(empty, fresh)
    write_file(path / f"{MARK}.root.json", root)
    home = Home.create(path, sheet.settings, path / f"{MARK}.root.json")
    Store(home.database).close()
    known, trouble = _ask(home, sheet.keys, source, now)
    goes_on = held is not None and known is not None and _holds(held, sheet, known)
    if held is not None:
        _take_in(home, held, goes_on=goes_on)
    if goes_on and held is not None:
        _set_run(home, held.run)
    if keeper and keeper not in Keepers(home).names():
        Keepers(home).adopt(sheet.store, keeper, passphrase)
    if not goes_on:
        counting.fence(home, now())
    with Journal.open(home) as journal:
        why = "the log goes on" if goes_on else "the log begins anew, under another name"
        journal.append("restore", why=f"sheet of {sheet.made_on}; {why}", at=now())
    (path / f"{MARK}.root.json").unlink()
    (path / MARK).unlink()
    sync_directory(path)
    return Restored(home, sheet.keys.id, run_of(home), goes_on, trouble)


def _ask(
    home: Home, keys: Keys, source: Source, now: Callable[[], datetime]
) -> tuple[Replies | None, Refused | None]:
    """What the hub last said to this station, after the book that names its key is verified."""
    try:
        synchronise(home, source, now=now)
        held = book_of(home)
        if held is None:
            raise Refused("The network's book has not arrived yet: the request waits until it has.")
        data = source.fetch(layout.replies(keys.id), REPLIES_CAP + OVERHEAD + REPLIES_CAP // 1024)
        return Replies.unseal(data, keys.identity, key=held.replies, station=keys.id), None
    except Refused as refusal:
        return None, refusal


def _holds(held: Backup, sheet: Sheet, known: Replies) -> bool:
    """Whether the log of the backup has all that the hub has seen, in the same words, and all that the sheet counted.

    Replies that somebody held back may be older than what the hub has seen since. A log that then goes on from too few lines
    is found by the hub as a fork, and a person decides; it is never taken for the old one.
    """
    data = held.files.get(backups.LOG)
    if data is None:
        return False
    size, root = _seen(known)
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        lines = [line for (line,) in db.execute("SELECT data FROM entry ORDER BY number")]
    return len(lines) >= max(size, known.log_size, sheet.log_size) and (
        size == 0 or merkle.root(lines[:size]) == root
    )


def _seen(known: Replies) -> tuple[int, bytes]:
    if not known.checkpoint:
        return 0, b""
    told = Checkpoint.of(Note.parse(known.checkpoint.encode()))
    return told.size, told.root


def _take_in(home: Home, held: Backup, *, goes_on: bool) -> None:
    """Put the backup's files where they belong. A log that does not go on stays readable beside the new one."""
    others = (
        set() if goes_on else {name for name in held.files if name.startswith("checkpoints/")}
    )  # of another log
    backups.put_back(home, held, but=frozenset({backups.LOG, "station.json", *others}))
    data = held.files.get(backups.LOG)
    if data is not None:
        write_file(home.path / (backups.LOG if goes_on else f"audit-{held.run}.db"), data, mode=0o600)
    with Register.opened(home) as register, register.transaction():
        if not goes_on:  # parcels of then carry the old log
            for (serial,) in register.db.execute("SELECT serial FROM parcel").fetchall():
                outbox.give_up(register, serial)
            register.note(log_size=0)


def _set_run(home: Home, run: int) -> None:
    write_file(home.path / "keys" / "run", str(run).encode(), mode=0o600)


def put_back(home: Home, session: Session, backup: bytes, now: datetime) -> Backup:
    """Put requests, answers and settings of a backup into this same box. Its log, its budget of counts and its keepers stay
    where they are there: they know more than the backup does. What was taken back or ended since does not come back.
    """
    Keepers(home).require(session)
    held = backups.read(backup, session.store, Keys.open_or_create(home).public)
    with Journal.open(home) as journal:
        journal.append(
            "restore", who=session.keeper, why=f"requests of the backup of {held.made_at[:10]}", at=now
        )
    kept = {backups.LOG, "station.json"}
    kept |= {name for name in ("counts.db", "keepers.json") if (home.path / name).exists()}
    with Register.opened(home) as register:
        counted = {name: int(register.fact(name) or 0) for name in _RISING}
    backups.put_back(home, held, but=frozenset(kept))
    with Register.opened(home) as register, register.transaction():
        register.note(**{name: max(int(register.fact(name) or 0), least) for name, least in counted.items()})
    take_back_again(home, now)
    outbox.tidy(home)
    return held
