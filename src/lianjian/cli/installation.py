"""Making an installation."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lianjian.cli.setting_up import set_up, start_django
from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDERS = ("", "keys", "media", "private", "mail", "feed")


@click.command()
@click.option("--quiet", is_flag=True, help="Say nothing where nothing had to be done.")
def init(*, quiet: bool) -> None:
    """Create or upgrade the state under LIANJIAN_HOME: keys, database, divisions, static files. Safe to run again."""
    from lianjian.settings import environment

    home = environment.read().home
    _make_folders(home)
    with _alone(home):
        _make_secret_key(home)
        start_django()
        done = [*_migrate(home), *_fill(), *_collect_static(home)]
    for sentence in done:
        click.echo(sentence, err=True)
    if not done and not quiet:
        click.echo("Everything is up to date.", err=True)


@click.command()
@click.option(
    "--if-empty", is_flag=True, help="Do nothing where the installation already holds organisations."
)
def demonstrate(*, if_empty: bool) -> None:
    """Load the demonstration network: invented people, marked as such. All or nothing."""
    set_up()
    from django.conf import settings

    from lianjian.apps.parties.queries import organisations
    from lianjian.demonstration.accounts import finish

    with _alone(Path(settings.HOME)):
        if not organisations().exists():
            from lianjian.demonstration.loading import load

            load(report=lambda sentence: click.echo(sentence, err=True))
            return
        finish()
    if not if_empty:
        raise Refused(
            gettext_noop(
                "This installation already holds organisations; the demonstration needs an empty one."
            )
        )


def _make_folders(home: Path) -> None:
    for name in FOLDERS:
        try:
            (home / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as failure:
            raise Refused(
                gettext_noop("%(path)s cannot be created: %(reason)s."),
                cure=gettext_noop("Set LIANJIAN_HOME to a folder you may write to."),
                path=str(home / name),
                reason=failure.strerror or str(failure),
            ) from failure


@contextlib.contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One initialisation at a time; a second one waits."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make_secret_key(home: Path) -> None:
    path = home / "keys" / "secret-key"
    if path.exists() or os.environ.get("LIANJIAN_SECRET_KEY"):
        path.touch(mode=0o600) if not path.exists() else None
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())


def _stamps(home: Path) -> dict[str, str]:
    with contextlib.suppress(OSError, ValueError):
        found: dict[str, str] = json.loads((home / "stamps.json").read_text(encoding="utf-8"))
        return found
    return {}


def _keep_stamp(home: Path, name: str, value: str) -> None:
    stamps = {**_stamps(home), name: value}
    fresh = home / "stamps.json.new"
    fresh.write_text(json.dumps(stamps), encoding="utf-8")
    fresh.replace(home / "stamps.json")


def _migrate(home: Path) -> list[str]:
    """Apply migrations where the set of migration files has changed since the last time (reading them all costs
    seconds, comparing names does not)."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    names = sorted(
        f"{config.label}/{path.name}"
        for config in apps.get_app_configs()
        for path in (Path(config.path) / "migrations").glob("[0-9]*.py")
    )
    place = settings.DATABASES["default"]
    stamp = hashlib.sha256(
        json.dumps([names, str(place["NAME"]), place.get("HOST", "")]).encode()
    ).hexdigest()
    if _stamps(home).get("migrations") == stamp and _database_is_there():
        return []
    call_command("migrate", verbosity=0, interactive=False)
    _keep_stamp(home, "migrations", stamp)
    return ["The database is up to date."]


def _database_is_there() -> bool:
    from django.db import DatabaseError, connection

    try:
        return "django_migrations" in connection.introspection.table_names()
    except DatabaseError:
        return False


def _fill() -> list[str]:
    """Rows every installation has: divisions, columns, outlets."""
    from django.utils.module_loading import import_string

    from lianjian.wiring import INITIAL_STEPS

    sentences = (import_string(step)(by=Actor.system("init")) for step in INITIAL_STEPS)
    return [sentence for sentence in sentences if sentence]


def _collect_static(home: Path) -> list[str]:
    """Collect static files where any of their sources has changed."""
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    stamp = digest.hexdigest()
    if _stamps(home).get("static") == stamp and (home / "static" / "staticfiles.json").exists():
        return []
    call_command("collectstatic", verbosity=0, interactive=False, clear=False)
    _keep_stamp(home, "static", stamp)
    return ["Static files are collected."]
