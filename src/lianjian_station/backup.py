"""A backup: what a box has that neither the feed brings again nor the recovery sheet holds, in one sealed file.

An age file to the store's recipient: whoever finds the stick reads nothing; a keeper's passphrase or the sheet opens it.
Anyone can seal to that recipient, so the inside begins with a statement ``lianjian-backup/1`` of the box's signing key over the
path, length and sha256 of each file; the files follow in that order, all padded to a bucket.

Databases are copied by SQLite's own backup, the log last: what the register tells of, the log of the same backup has.
"""

from __future__ import annotations

import json
import re
import sqlite3
import struct
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lianjian_feed import sealing, statements
from lianjian_feed.cards import station_id
from lianjian_feed.durable import write_file
from lianjian_feed.refusals import Refused
from lianjian_feed.schemes import digest, is_digest
from lianjian_station.journal import Journal, run_of
from lianjian_station.keepers import Keepers
from lianjian_station.keys import Keys

if TYPE_CHECKING:
    from lianjian_feed.sealing import Identity
    from lianjian_station.home import Home

FORMAT = "lianjian-backup/1"
CAP = 256 << 20  # bytes
HEADER_CAP = 1 << 20
MOST_FILES = 2000
LOG = "audit.db"  # copied last
EVERY = timedelta(days=7)
TOO_OLD = timedelta(days=30)
KEPT = 4  # backups in the folder of the weekly ones
_COMES_AGAIN = {"feed.db", "cas", "staging", "root", "keys", "outbox", "backup.json"}
_PATH = re.compile(r"[a-z0-9][A-Za-z0-9._-]{0,99}(?:/[a-z0-9][A-Za-z0-9._-]{0,99}){0,2}")
_PASSING = re.compile(r".*(?:\.lock|\.part|-wal|-shm|-journal)|\..*|restoring")


@dataclass(frozen=True)
class Backup:
    """A backup that was opened: ``files`` by path within the home; ``run``: of the log in it."""

    station: str
    made_at: str  # RFC 3339
    run: int
    files: dict[str, bytes]


def make(home: Home, target: Path, now: datetime) -> Path:
    """Write a backup to ``target``, or into it under a name of its own where it is a directory.

    Killed in between, there is the file of before or the new one, whole.
    """
    recipient, keys = Keepers(home).recipient, Keys.open_or_create(home)
    _judge_place(home, target)
    if target.is_dir():
        target /= f"{keys.id}-{now:%Y%m%d-%H%M}.backup.age"
    with Journal.open(home) as journal:
        journal.append("backup", at=now)
    files = _files(home)
    told = {
        "files": [
            {"length": len(data), "path": path, "sha256": digest(data)} for path, data in files.items()
        ],
        "made_at": now.isoformat(timespec="seconds"),
        "run": run_of(home),
    }
    _judge(told)
    header = statements.sign(FORMAT, told, keys.signing)
    inside = struct.pack(">I", len(header)) + header + b"".join(files.values())
    if len(inside) > CAP:
        raise Refused("The station holds more than a backup takes ({size} MB).", size=len(inside) >> 20)
    try:
        write_file(target, sealing.seal(sealing.pad(inside), [recipient]), mode=0o600)
    except OSError as error:
        raise Refused("The backup cannot be written: {why}.", why=error.strerror or error) from error
    _note(home, made_at=now.isoformat(timespec="seconds"))
    return target


def read(data: bytes, store: Identity, key: str) -> Backup:
    """Open a backup with the store's identity, and check that the box with the signing key ``key`` made it, to the last byte."""
    inside = sealing.unpad(sealing.unseal(data, [store], cap=CAP + (1 << 20)))
    try:
        (length,) = struct.unpack_from(">I", inside)
    except struct.error as error:
        raise Refused("This is no backup of a station.") from error
    said = statements.read(FORMAT, inside[4 : 4 + length], cap=HEADER_CAP, key=key)
    _judge(said.told)
    files, at = {}, 4 + length
    for one in said.told["files"]:
        files[one["path"]] = inside[at : at + one["length"]]
        at += one["length"]
        if digest(files[one["path"]]) != one["sha256"]:
            raise Refused("This backup is damaged: take another one.")
    if at != len(inside):
        raise Refused("This backup is damaged: take another one.")
    return Backup(station_id(said.key), said.told["made_at"], said.told["run"], files)


def put_back(home: Home, backup: Backup, *, but: frozenset[str] = frozenset()) -> None:
    """Write the files of ``backup`` into ``home``, each whole, except those named in ``but``."""
    for path, data in backup.files.items():
        if path in but:
            continue
        target = home.path / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for beside in ("-wal", "-shm"):
            target.with_name(target.name + beside).unlink(missing_ok=True)
        write_file(target, data, mode=0o600)


# -- every week


def every_week(home: Home, folder: Path | None) -> None:
    """Put a backup into ``folder``, usually a stick that stays in, once a week; None stops that."""
    if folder is not None and not folder.is_dir():
        raise Refused("{path} is no directory: is the stick in?", path=folder)
    if folder is not None:
        _judge_place(home, folder)
    _note(home, folder=str(folder.resolve()) if folder else "")


def if_due(home: Home, now: datetime) -> Path | None:
    """Make the weekly backup where it is time and its folder is there; the newest four stay."""
    told = _noted(home)
    last = datetime.fromisoformat(told["made_at"]) if told["made_at"] else None
    if not told["folder"] or not Keepers(home).names() or (last and timedelta(0) <= now - last < EVERY):
        return None
    folder = Path(told["folder"])
    if not folder.is_dir():
        raise Refused("The folder for backups is not there: {path}. Is the stick in?", path=folder)
    made = make(home, folder, now)
    # The one just made stays in any case: by a clock that is behind its name is the oldest.
    own = sorted(set(folder.glob(f"{Keys.open_or_create(home).id}-*.backup.age")) - {made})
    for path in own[: -(KEPT - 1)]:
        path.unlink(missing_ok=True)
    return made


def noted(home: Home) -> tuple[str, str]:
    """When the newest was made (RFC 3339) and the folder of the weekly ones; empty where there is none."""
    told = _noted(home)
    return told["made_at"], told["folder"]


def fault(home: Home, now: datetime) -> Refused | None:
    """What is wrong with the backups: none for thirty days, counted from the first line of the log where there never was one."""
    if not (home.path / "keepers.json").exists():
        return None  # nothing of a villager is kept here
    since = _noted(home)["made_at"] or _began(home)
    if not since or now - datetime.fromisoformat(since) <= TOO_OLD:
        return None
    days = (now - datetime.fromisoformat(since)).days
    return Refused("No backup was made for {days} days: put a stick in and make one.", days=days)


def _judge_place(home: Home, place: Path) -> None:
    """A backup on the box burns with it, and the next one would hold it, too."""
    own = home.path.resolve()
    if own in {place.resolve(), *place.resolve().parents}:
        raise Refused("{path} belongs to the box itself: choose the stick.", path=place)


def _began(home: Home) -> str:
    path = home.path / LOG
    if not path.exists():
        return ""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=20)) as db:
        try:
            row = db.execute("SELECT data FROM entry WHERE number = 0").fetchone()
        except sqlite3.OperationalError:
            return ""
    return str(json.loads(row[0])["at"]) if row else ""


def _noted(home: Home) -> dict[str, str]:
    try:
        told = json.loads((home.path / "backup.json").read_bytes())
        return {"folder": str(told["folder"]), "made_at": str(told["made_at"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"folder": "", "made_at": ""}


def _note(home: Home, **told: str) -> None:
    write_file(home.path / "backup.json", statements.canonical(_noted(home) | told), mode=0o600)


# -- what is in it


def _files(home: Home) -> dict[str, bytes]:
    paths = [
        path
        for top in home.path.iterdir()
        if top.name not in _COMES_AGAIN and not _PASSING.fullmatch(top.name)
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and not path.is_symlink() and not _PASSING.fullmatch(path.name)
    ]
    names = sorted(path.relative_to(home.path).as_posix() for path in paths)
    names = [name for name in names if name != LOG and _PATH.fullmatch(name)]
    return {name: _copy(home.path / name) for name in [*names, LOG]}


def _copy(path: Path) -> bytes:
    if path.suffix != ".db":
        return path.read_bytes()
    # In memory: a copy on the disk that a power cut leaves behind would outlive what villagers take back.
    with closing(sqlite3.connect(path, timeout=20)) as db, closing(sqlite3.connect(":memory:")) as copy:
        db.backup(copy)
        data = bytearray(copy.serialize())
    data[18:20] = b"\1\1"  # of SQLite's header: no write-ahead log beside it, one file
    return bytes(data)


def _judge(told: dict[str, Any]) -> None:
    statements.strictly(
        told,
        FORMAT,
        files=lambda v: (
            isinstance(v, list) and len(v) <= MOST_FILES and all(map(_is_file, v)) and _is_apart(v)
        ),
        made_at=lambda v: isinstance(v, str) and v.isascii() and len(v) <= 40,  # noqa: PLR2004 - RFC 3339
        run=lambda v: type(v) is int and v > 0,
    )


def _is_file(told: object) -> bool:
    return (
        isinstance(told, dict)
        and set(told) == {"length", "path", "sha256"}
        and type(told["length"]) is int
        and 0 <= told["length"] <= CAP
        and isinstance(told["path"], str)
        and bool(_PATH.fullmatch(told["path"]))
        and told["path"].partition("/")[0] not in _COMES_AGAIN
        and is_digest(told["sha256"])
    )


def _is_apart(told: list[dict[str, Any]]) -> bool:
    return len({one["path"] for one in told}) == len(told)
