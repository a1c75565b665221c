"""Checking an installation: each thing by itself, so that what is broken hides nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lianjian.cli.failing import refusal_of
from lianjian.cli.setting_up import is_outdated, json_option, print_json, set_up
from lianjian.kernel.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

LOW_DISK = 500 * 1024 * 1024
NAMED = 5
"""So many files or outlets are named in a finding; the rest is counted."""


@click.command()
@json_option
def doctor(*, as_json: bool) -> None:
    """Check the installation and say what to do; exit 1 where something has to be done."""
    set_up()
    findings = [_finding(what, check) for what, check in CHECKS]
    bad = [finding for finding in findings if not finding["well"]]
    if as_json:
        print_json({"well": not bad, "findings": findings})
    else:
        for finding in findings:
            click.echo(f"{'✓' if finding['well'] else '✗'} {finding['what']}: {finding['finding']}")
            if finding["cure"]:
                click.echo(f"    → {finding['cure']}")
    if bad:
        raise click.exceptions.Exit(1)


def _finding(what: str, check: Callable[[], tuple[str, str]]) -> dict[str, Any]:
    """One finding; where the check itself fails, that is the finding."""
    try:
        found, cure = check()
    except Exception as failure:  # noqa: BLE001 - whatever is wrong with one thing, the others are examined too
        found, cure = _failed(failure)
    return {"what": what, "finding": found, "well": not cure, "cure": cure}


def _failed(failure: Exception) -> tuple[str, str]:
    from django.utils.translation import gettext

    refused = failure if isinstance(failure, Refused) else refusal_of(failure)
    if refused is None:
        said = " ".join(f"{type(failure).__name__}: {failure}".split())
        return said, "This is not as the software wrote it: compare with a backup."
    values = refused.values or None
    said, cure = (
        gettext(text) % values if values else gettext(text) for text in (refused.message, refused.cure)
    )
    return said, cure or said


def _home() -> Path:
    from django.conf import settings

    return Path(settings.HOME)


def _disk() -> tuple[str, str]:
    free = shutil.disk_usage(_home()).free
    cure = "" if free > LOW_DISK else "Make room: below 500 MB imports and backups fail."
    return f"{free // 1024**2} MB free", cure


def _keys() -> tuple[str, str]:
    keys = _home() / "keys"
    if keys.stat().st_mode & 0o077:
        return "others can read them", f"chmod -R go= {keys}"
    return "only for the owner", ""


def _feed_keys() -> tuple[str, str]:
    from datetime import UTC, datetime

    from lianjian_feed.keys import KeyStore
    from lianjian_feed.standing import standing

    path = _home() / "keys" / "feed"
    if not (path / "store.json").exists():
        return "none yet", ""
    found = standing(KeyStore.open(path), datetime.now(UTC))
    if not found.todo:
        return f"{len(found.roles)} roles are signed for in time", ""
    urgent = [role.role for role in found.roles if role.alarm in {"now", "past"}]
    said = f"{', '.join(urgent)} need action now" if urgent else "something has to be done"
    return said, "; ".join(found.todo)


def _database() -> tuple[str, str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)" if connection.vendor == "sqlite" else "SELECT 'ok'")
        row = cursor.fetchone()
    place = f"{connection.vendor}, {connection.settings_dict['NAME']}"
    if row is None or row[0] != "ok":
        cure = "Check the disk, and bring a backup back into an empty folder with `lianjian restore`."
        return f"{place}, is damaged: {' '.join(str(row and row[0]).split())}", cure
    return place, ""


def _form() -> tuple[str, str]:
    if is_outdated():
        return "is older than this release", "Run `lianjian init`, which brings it up to date."
    return "is that of this release", ""


def _audit_trail() -> tuple[str, str]:
    from lianjian.foundation.sealing import verify

    verdict = verify()
    cure = "Somebody changed the database: compare with a backup."
    if verdict.broken_at is not None:
        return f"breaks at entry {verdict.broken_at}", cure
    if verdict.foreign:
        return f"holds {len(verdict.foreign)} entries that this hub did not write", cure
    return f"{verdict.sealed} entries fit, {verdict.waiting} wait", ""


def _listeners() -> tuple[str, str]:
    from lianjian.foundation.models import PendingCall

    stuck = PendingCall.objects.filter(attempts__gte=5).count()
    return f"{stuck} calls keep failing", "See the log for the reason of each." if stuck else ""


def _organisations() -> tuple[str, str]:
    from lianjian.apps.parties.queries import organisations

    return str(organisations().count()), ""


def _credentials() -> tuple[str, str]:
    from lianjian.apps.matrix.queries.facts import sealed_credentials
    from lianjian.apps.matrix.rules.sealing import SealBrokenError

    try:
        opened, closed = sealed_credentials()
    except SealBrokenError as broken:
        opened, closed = 0, [str(broken)]
    if closed:
        cure = (
            "Bring keys/outlets.key back from a backup, or store the credentials again with "
            "`lianjian matrix credentials`."
        )
        return f"cannot be opened: {_some(closed)}", cure
    return f"{opened} can be opened", ""


def _originals() -> tuple[str, str]:
    from lianjian.apps.newsroom.queries.provenance import examine_originals

    whole, damaged = examine_originals()
    if damaged:
        cure = "Bring them back from a backup, or import these files again."
        return f"{len(damaged)} missing or damaged: {_some(damaged)}", cure
    return f"{whole} are as they came", ""


def _line() -> tuple[str, str]:
    from django.conf import settings

    is_safe = settings.BASE_URL.startswith("https://") or any(
        own in settings.BASE_URL for own in ("127.0.0.1", "localhost")
    )
    cure = "" if is_safe else "Put a TLS proxy before the hub and set LIANJIAN_BASE_URL=https://…"
    return settings.BASE_URL, cure


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


CHECKS: tuple[tuple[str, Callable[[], tuple[str, str]]], ...] = (
    ("disk", _disk),
    ("keys", _keys),
    ("keys of the feed", _feed_keys),
    ("database", _database),
    ("form of the database", _form),
    ("audit trail", _audit_trail),
    ("listeners", _listeners),
    ("organisations", _organisations),
    ("credentials of outlets", _credentials),
    ("originals of the archive", _originals),
    ("encryption of the line", _line),
)
"""What is looked at, each with its finding and the cure; an empty cure says that all is well."""
