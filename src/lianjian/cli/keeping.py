"""Backup and restore of the whole state: database, media, private files, keys, in one zip with a list of checksums."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import IO

import click

from lianjian.cli.setting_up import set_up
from lianjian.kernel.refusals import Refused, gettext_noop

KEPT = ("keys", "media", "private", "feed")
LIST = "backup.json"
DATABASE = "lianjian.sqlite3"
FORMAT = "lianjian-backup/1"


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
            cure=gettext_noop("Use pg_dump for the database and copy %(home)s beside it."),
            home=str(home),
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".part")
    sums: dict[str, str] = {}
    with (
        tempfile.TemporaryDirectory(dir=file.parent) as folder,
        zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        copy = Path(folder) / DATABASE
        with closing(sqlite3.connect(home / DATABASE)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        sums[DATABASE] = _add(archive, copy, DATABASE)
        for name in KEPT:
            for path in sorted((home / name).rglob("*")):
                if path.is_file() and not path.is_symlink():
                    inside = str(path.relative_to(home))
                    sums[inside] = _add(archive, path, inside)
        if (home / "demonstration").exists():
            sums["demonstration"] = _add(archive, home / "demonstration", "demonstration")
        archive.writestr(LIST, json.dumps({"format": FORMAT, "sha256": sums}, indent=1))
    unfinished.chmod(0o600)
    unfinished.replace(file)
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
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as broken:
            raise Refused(gettext_noop("%(file)s is no whole backup."), file=str(file)) from broken
        if home.exists():
            home.rmdir()
        os.rename(fresh, home)  # noqa: PTH104 - one atomic step, as Path.rename, but named for what it is
    click.echo(f"{home}: {len(listed)} files restored. Run `lianjian init` next.", err=True)


def _add(archive: zipfile.ZipFile, path: Path, inside: str) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source, archive.open(inside, "w", force_zip64=True) as target:
        for piece in iter(lambda: source.read(1 << 20), b""):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()


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
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = hashlib.sha256()
    with archive.open(name) as source, _private(target) as out:
        for piece in iter(lambda: source.read(1 << 20), b""):
            found.update(piece)
            out.write(piece)
    if found.hexdigest() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        msg = f"{name} is damaged"
        raise ValueError(msg)


def _private(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
