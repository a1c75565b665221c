from __future__ import annotations

from typing import Any

import click

from lianjian.cli.setting_up import json_option, print_json, set_up, somebody


@click.group()
def parties() -> None:
    """Look into the register of parties and divisions."""
    set_up()


@parties.command()
@click.argument("text")
@json_option
def divisions(text: str, *, as_json: bool) -> None:
    """Find administrative divisions by part of their name or by the start of their code."""
    from lianjian.apps.parties.queries import divisions_matching

    rows = [{"code": d.code, "level": d.level, "path": d.path} for d in divisions_matching(text, limit=50)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['code']}  {row['path']}")


@parties.command(name="list")
@json_option
def list_(*, as_json: bool) -> None:
    """List the organisations of the network."""
    from lianjian.apps.parties.queries import organisations

    rows = [
        {"key": o.key, "name": o.name, "kind": o.kind, "division": o.division_id, "joined_on": o.joined_on}
        for o in organisations()
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['key']:<24} {row['kind']:<14} {row['name']}")


@parties.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--kind",
    type=click.Choice(["organisations", "mandates", "postings"]),
    default="organisations",
    show_default=True,
    help="What the table lists.",
)
@click.option("--dry-run", is_flag=True, help="Say what becomes of each row and enter nothing.")
@json_option
def import_(file: str, kind: str, *, dry_run: bool, as_json: bool) -> None:
    """Enter the rows of an Excel workbook (.xlsx) or CSV file in the register; wrong ones are listed and left out."""
    from pathlib import Path

    from django.utils import timezone

    from lianjian.apps.parties.actions.forget_tables import forget_tables
    from lianjian.apps.parties.actions.import_table import import_table
    from lianjian.apps.parties.actions.keep_table import keep_table
    from lianjian.apps.parties.rules.tables.keeping import unpacked
    from lianjian.foundation.wording import explain
    from lianjian.kernel.refusals import Refused

    me = somebody(None)
    table = keep_table(by=me, kind=kind, file_name=Path(file).name, data=Path(file).read_bytes())
    try:
        if not dry_run:
            table = import_table(by=me, table=table.pk)
        wrong = [row for row in map(unpacked, table.rows) if row.faults]
        said: list[dict[str, Any]] = [
            {
                "row": row.number,
                "faults": [
                    {"field": f.field, "words": explain(Refused(f.message, cure=f.cure, **f.values))}
                    for f in row.faults
                ],
            }
            for row in wrong
        ]
        counts = dict(table.counts)
    finally:
        forget_tables(by=me, now=timezone.now(), table=table.pk)
    if as_json:
        print_json({"kind": kind, "entered": 0 if dry_run else counts["new"], **counts, "rows": said})
        return
    for line in said:
        for fault in line["faults"]:
            click.echo(f"{line['row']:>6}  {fault['words']}")
    click.echo(
        f"new {counts['new']}, there {counts['same']}, there with differences {counts['different']}, "
        f"wrong {counts['wrong']}" + (" (dry run: nothing is entered)" if dry_run else "")
    )


@parties.command(name="first-administrator")
@click.option("--if-none", is_flag=True, help="Print nothing where an administrator exists.")
def first_administrator(*, if_none: bool) -> None:
    """Print a one-time link that creates the first administrator."""
    import os
    import secrets
    from pathlib import Path

    from django.conf import settings

    from lianjian.apps.parties.queries import has_administrator
    from lianjian.kernel.keys import fingerprint
    from lianjian.kernel.refusals import Refused, gettext_noop

    if has_administrator():
        if if_none:
            return
        raise Refused(gettext_noop("This installation already has an administrator."))
    token = secrets.token_urlsafe(24)
    path = Path(settings.HOME) / "keys" / "first-administrator"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(fingerprint(token.encode()))
    click.echo(f"Open this link once to create the first administrator:\n{settings.BASE_URL}/first/{token}/")
