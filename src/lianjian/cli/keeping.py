"""Backup and restore of the whole state: database, media, private files, keys, in one zip with a list of checksums."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from contextlib import closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from lianjian.cli.failing import FORBIDDEN, FULL
from lianjian.cli.setting_up import set_up
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed.memory import RECORD, alone, copy_record

if TYPE_CHECKING:
    from collections.abc import Iterator

LIST = "backup.json"
DATABASE = "lianjian.sqlite3"
FORMAT = "lianjian-backup/1"
BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError, RuntimeError)
"""What reading a damaged zip, or one of another kind, ends in."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole state into FILE (a zip); the hub may go on running meanwhile."""
    set_up()
    from django.conf import settings

    home = Path(settings.HOME)
    if file.exists():
        raise Refused(
            gettext_noop("%(file)s exists already."),
            cure=gettext_noop("Choose another name."),
            file=str(file),
        )
    if str(settings.DATABASES["default"]["ENGINE"]).endswith("postgresql"):
        raise Refused(
            gettext_noop("The database is PostgreSQL: this command backs up SQLite only."),
            cure=gettext_noop("Copy %(home)s first, then use pg_dump for the database."),
            home=str(home),
        )
    if not file.parent.is_dir():
        raise Refused(
            gettext_noop("There is no folder %(folder)s."),
            cure=gettext_noop("Make it first, or choose another place."),
            folder=str(file.parent),
        )
    unfinished = file.with_name(file.name + ".part")
    try:
        with _begun(unfinished) as archive, tempfile.TemporaryDirectory(dir=file.parent) as folder:
            sums = _Backup(home, archive, Path(folder)).run()
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    click.echo(f"{file}: {len(sums)} files, {file.stat().st_size // 1024} kB", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Bring the state back from FILE into an empty LIANJIAN_HOME. Nothing is overwritten."""
    from lianjian.settings import environment

    home = environment.read().home
    if home.exists() and any(home.iterdir()):
        raise Refused(
            gettext_noop("%(home)s is not empty."),
            cure=gettext_noop("Move it away first, or set LIANJIAN_HOME to an empty folder."),
            home=str(home),
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent, prefix=".restore-") as folder:
        fresh = Path(folder) / "home"
        fresh.mkdir(mode=0o700)
        try:
            with zipfile.ZipFile(file) as archive:
                listed = _read_list(archive)
                for name, digest in listed.items():
                    _extract(archive, name, digest, fresh)
        except (*BROKEN, OSError) as broken:
            if isinstance(broken, OSError) and broken.errno in (FULL | FORBIDDEN):
                raise  # nothing is wrong with the backup
            raise Refused(gettext_noop("%(file)s is no whole backup."), file=str(file)) from broken
        if home.exists():
            home.rmdir()
        os.rename(fresh, home)  # noqa: PTH104 - one atomic step, as Path.rename, but named for what it is
    click.echo(f"{home}: {len(listed)} files restored. Run `lianjian init` next.", err=True)


@contextmanager
def _begun(unfinished: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive that nobody else can read: the keys go into it."""
    try:
        opened = _private(unfinished)
    except OSError as failure:
        raise Refused(
            gettext_noop("%(file)s cannot be written: %(reason)s."),
            cure=gettext_noop("Choose another place."),
            file=str(unfinished.with_suffix("")),
            reason=failure.strerror or str(failure),
        ) from failure
    with opened as stream, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        yield archive
        archive.close()
        stream.flush()
        os.fsync(stream.fileno())


class _Backup:
    """What goes into the archive, in the order in which a running hub may be copied."""

    def __init__(self, home: Path, archive: zipfile.ZipFile, scratch: Path) -> None:
        self.home, self.archive, self.scratch = home, archive, scratch
        self.sums: dict[str, str] = {}

    def run(self) -> dict[str, str]:
        """Copy all of it; answers the checksums by name."""
        heads = self.home / "keys" / "audit.heads"
        if (
            heads.is_file()
        ):  # before the database: a chain may go on behind its record, but not lack what was recorded
            self._add(heads, str(heads.relative_to(self.home)))
        copy = self.scratch / DATABASE
        with (
            closing(sqlite3.connect(self.home / DATABASE)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
        self._add(copy, DATABASE)
        feed_keys = self.home / "keys" / "feed"
        with alone(feed_keys, wait=True) if feed_keys.is_dir() else nullcontext():
            self._add_record(feed_keys)
            for name in ("keys", "feed"):
                self._add_folder(name)
        for name in ("media", "private"):
            self._add_folder(name)
        if (self.home / "demonstration").exists():
            self._add(self.home / "demonstration", "demonstration")
        self.archive.writestr(LIST, json.dumps({"format": FORMAT, "sha256": self.sums}, indent=1))
        return self.sums

    def _add_record(self, feed_keys: Path) -> None:
        if (feed_keys / RECORD).is_file():
            copy = self.scratch / RECORD
            copy_record(feed_keys, copy)
            self._add(copy, str((feed_keys / RECORD).relative_to(self.home)))

    def _add_folder(self, name: str) -> None:
        """What has been added already in another way is left as it is, and so is what SQLite keeps beside it."""
        record = f"keys/feed/{RECORD}"
        for path in sorted((self.home / name).rglob("*")):
            inside = str(path.relative_to(self.home))
            is_kept = inside in self.sums or inside in {f"{record}-wal", f"{record}-shm"}
            if path.is_file() and not path.is_symlink() and not is_kept:
                # what was deleted since it was listed is no part of the state any more
                with suppress(FileNotFoundError):
                    self._add(path, inside)

    def _add(self, path: Path, inside: str) -> None:
        digest = hashlib.sha256()
        with path.open("rb") as source, self.archive.open(inside, "w", force_zip64=True) as target:
            for piece in iter(lambda: source.read(1 << 20), b""):
                digest.update(piece)
                target.write(piece)
        self.sums[inside] = digest.hexdigest()


def _read_list(archive: zipfile.ZipFile) -> dict[str, str]:
    listed = json.loads(archive.read(LIST))
    if listed.get("format") != FORMAT:
        msg = "unknown format"
        raise ValueError(msg)
    sums: dict[str, str] = listed["sha256"]
    return sums


def _extract(archive: zipfile.ZipFile, name: str, digest: str, folder: Path) -> None:
    target = (folder / name).resolve()
    if not target.is_relative_to(folder.resolve()):
        msg = f"{name} leaves the folder"
        raise ValueError(msg)
    _make_private(target.parent)
    found = hashlib.sha256()
    with archive.open(name) as source, _private(target) as out:
        for piece in iter(lambda: source.read(1 << 20), b""):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        msg = f"{name} is damaged"
        raise ValueError(msg)


def _make_private(folder: Path) -> None:
    """Create ``folder`` and what is missing above it, each for the owner only: ``parents=True`` would give the mode
    to the last one alone."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
