"""``lianjian matrix``: the outlets, what became of each story there, and the worker that brings them out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

import click

from lianjian.cli.films import film, make_film
from lianjian.cli.setting_up import json_option, print_json, set_up, somebody
from lianjian.cli.simulating import SIMULATIONS
from lianjian.cli.versions import accept_words, return_words, versions, words
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.matrix.rules.coverage import Reach


@click.group()
def matrix() -> None:
    """Outlets, ledgers and deliveries."""


for _simulation in SIMULATIONS:
    matrix.add_command(_simulation)
matrix.add_command(film)
matrix.add_command(make_film)
for _about_versions in (versions, words, accept_words, return_words):
    matrix.add_command(_about_versions)


@matrix.command()
@click.option("--until-empty", is_flag=True, help="End as soon as nothing is left to do.")
@click.option(
    "--patience",
    type=click.FloatRange(0, 86400),
    default=0.0,
    show_default=True,
    help="With --until-empty: also wait for what is due within so many seconds.",
)
@click.option(
    "--lease",
    type=click.FloatRange(1, 3600),
    default=60.0,
    show_default=True,
    help="Seconds after a worker's last sign of life until another takes over.",
)
def work(*, until_empty: bool, patience: float, lease: float) -> None:
    """Deliver in the foreground until Ctrl-C or TERM; several workers may run at the same time."""
    set_up()
    from lianjian.apps.matrix.tasks.running import run_in_foreground

    tally = run_in_foreground(until_empty=until_empty, patience=patience, lease=lease)
    click.echo(f"{tally.worked} deliveries worked on, {tally.reaped} taken over", err=True)


@matrix.command()
@click.argument("outlet")
@click.option(
    "--api-base",
    default=None,
    help="Another address of the interface: a gateway, or the simulator on this machine.",
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who stores them.")
def credentials(*, outlet: str, api_base: str | None, username: str | None) -> None:
    """Store the credentials of an account, sealed, and make the outlet ready.

    Asked for one by one at a terminal; otherwise read from standard input as one JSON object. They are never taken from
    the command line, where other users of the machine could read them.
    """
    set_up()
    from lianjian.apps.matrix.actions.store_credentials import store_credentials

    row = store_credentials(
        by=somebody(username), outlet=outlet, values=_secrets(outlet, username), api_base=api_base
    )
    click.echo(f"{row.key}: stored, {row.state}")


def _secrets(outlet: str, username: str | None) -> dict[str, str]:
    """The fields that the outlet's platform asks for, and the token of its callbacks where there is one."""
    from lianjian.apps.matrix.queries.facts import credential_fields

    fields = [*credential_fields(somebody(username), outlet), "callback_token"]
    if sys.stdin.isatty():
        typed = {name: click.prompt(name, default="", show_default=False, hide_input=True) for name in fields}
        return {name: value for name, value in typed.items() if value}
    try:
        values = json.load(sys.stdin)
    except ValueError:
        values = None
    if not isinstance(values, dict):
        raise Refused(
            gettext_noop("Standard input is no JSON object."),
            cure=gettext_noop('Give the credentials as {"appid": "…", "secret": "…"}.'),
        )
    return {str(name): str(value) for name, value in values.items()}


@matrix.command(name="outlets")
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def outlets_(*, username: str | None, as_json: bool) -> None:
    """List the outlets: what they are, how they take a story, whether they stand still and what they allow."""
    set_up()
    from lianjian.apps.matrix.queries import kind_word, outlets

    lines = outlets(somebody(username))
    if as_json:
        print_json([line.as_json() for line in lines])
        return
    rows = [
        (line.key, line.name, kind_word(line.kind), line.mode_word, line.state_word, line.cure)
        for line in lines
    ]
    _print_table(rows)


@matrix.command(name="accounts")
@click.option("--look", is_flag=True, help="Ask all platforms now instead of waiting for their turn.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
def accounts_(*, look: bool, username: str | None) -> None:
    """List the accounts: until when they are authorised, what is missing, when they last answered."""
    set_up()
    from django.utils import timezone

    from lianjian.apps.matrix.queries import accounts
    from lianjian.apps.matrix.tasks.watching import look as look_now

    if look:
        look_now(timezone.now(), every=True)
    rows = [("", "stored", "until", "missing", "last answer", "")]
    for line in accounts(somebody(username)):
        moments = (line.stored_at, line.ends_at, line.looked_at)
        stored, ends, looked = (f"{timezone.localtime(m):%Y-%m-%d}" if m else "-" for m in moments)
        rows.append(
            (line.outlet.key, stored, ends, " ".join(line.missing) or "-", looked, line.outlet.what or "-")
        )
    _print_table(rows)


@matrix.command(name="ledger")
@click.argument("story", type=int)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def ledger_(*, story: int, username: str | None, as_json: bool) -> None:
    """Show what became of a story at each outlet: state, address, attempts, and what is wrong with its cure."""
    set_up()
    from lianjian.apps.matrix.queries import ledger

    found = ledger(somebody(username), story)
    if as_json:
        print_json([row.as_json() for row in found.rows])
        return
    click.echo(f"{found.title}\n{found.words}\n")
    rows = [
        (
            str(row.delivery or "-"),
            row.outlet.key,
            row.outlet.name,
            row.word,
            str(row.attempts),
            " ".join(
                part for part in (row.url, row.what if row.state != "published" else "", row.cure) if part
            ),
        )
        for row in found.rows
    ]
    _print_table(rows)


@matrix.command(name="coverage")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), default=None, help="First day.")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Last day, included.")
@click.option(
    "--party", type=int, default=None, help="Only the stories about this organisation (its number)."
)
@click.option("--as", "username", default=None, help="The sign-in name of the person who asks.")
@json_option
def coverage_(
    *, first: datetime | None, last: datetime | None, party: int | None, username: str | None, as_json: bool
) -> None:
    """Show how many of the outlets the stories of each party reached, and after how many hours.

    "Seen" means seen at its address there; handed over is not seen, and unknown is counted as unknown.
    """
    set_up()
    from lianjian.apps.matrix.queries import coverage

    found = coverage(
        somebody(username),
        first=first.date() if first else None,
        last=last.date() if last else None,
        party=party,
    )
    if as_json:
        print_json(found.as_json())
        return
    head = ("", "stories", "outlets reached", "seen / of", "unknown", "median h", "90 % within h")
    rows = [head]
    for line in found.parties:
        told = _reach_cells(line.reach) if line.stories else ("no stories", "-", "-", "-")
        outlets = f"{line.outlets} / {len(found.outlets)}" if line.stories else "-"
        rows.append((line.name or "about no party", str(line.stories), outlets, *told))
    rows += [(line.name, str(found.stories), "-", *_reach_cells(line.reach)) for line in found.outlets]
    _print_table(rows)


def _reach_cells(reach: Reach) -> tuple[str, str, str, str]:
    hours = ["-" if value is None else f"{value:.1f}" for value in (reach.median, reach.ninety)]
    return (f"{reach.seen} / {reach.of}", str(reach.unknown), hours[0], hours[1])


@matrix.command()
@click.argument("delivery", type=int)
@click.argument("url")
@click.option(
    "--capture",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=None,
    help="A picture of the published page, PNG or JPEG.",
)
@click.option("--as", "username", required=True, help="The sign-in name of the person who saw it.")
def confirm(*, delivery: int, url: str, capture: Path | None, username: str) -> None:
    """Say that a delivery is public at URL: somebody saw it there."""
    set_up()
    from lianjian.apps.matrix.actions.confirm_handoff import confirm_handoff

    content = capture.read_bytes() if capture is not None else None
    confirm_handoff(by=somebody(username), delivery=delivery, url=url, capture=content)
    _say_where(delivery)


@matrix.command()
@click.argument("delivery", type=int)
@click.option("--reason", required=True, help="What the outlet said, in a sentence.")
@click.option("--as", "username", required=True, help="The sign-in name of the person who says so.")
def refuse(*, delivery: int, reason: str, username: str) -> None:
    """Write down that the outlet did not take a story, and why."""
    set_up()
    from lianjian.apps.matrix.actions.mark_refused import mark_refused

    mark_refused(by=somebody(username), delivery=delivery, reason=reason)
    _say_where(delivery)


@matrix.command()
@click.argument("delivery", type=int)
@click.option("--as", "username", default=None, help="The sign-in name of the person who sends it again.")
def retry(*, delivery: int, username: str | None) -> None:
    """Send a delivery again that certainly did not arrive. An unknown one is refused: resolve it first."""
    set_up()
    from lianjian.apps.matrix.actions.retry_delivery import retry_delivery

    retry_delivery(by=somebody(username), delivery=delivery)
    _say_where(delivery)


@matrix.command()
@click.argument("delivery", type=int)
@click.option("--url", default="", help="Where it is public.")
@click.option("--not-there", is_flag=True, help="It certainly is not there: send it again.")
@click.option("--as", "username", required=True, help="The sign-in name of the person who looked.")
def resolve(*, delivery: int, url: str, not_there: bool, username: str) -> None:
    """Say what somebody found at the outlet of an unknown delivery: its address, or that it is not there."""
    if bool(url) == not_there:
        raise click.UsageError("Say either --url ADDRESS or --not-there.")
    set_up()
    from lianjian.apps.matrix.actions.resolve_unknown import resolve_unknown

    resolve_unknown(by=somebody(username), delivery=delivery, url=url)
    _say_where(delivery)


@matrix.command()
@click.argument("delivery", type=int)
@click.option("--as", "username", required=True, help="The sign-in name of the person who looked.")
def gone(*, delivery: int, username: str) -> None:
    """Say that a story is not public at an outlet any more: somebody looked."""
    set_up()
    from lianjian.apps.matrix.actions.confirm_withdrawal import confirm_withdrawal

    confirm_withdrawal(by=somebody(username), delivery=delivery)
    _say_where(delivery)


@matrix.command()
@click.argument("outlet")
@click.option("--as", "username", default=None, help="The sign-in name of the person who pauses it.")
def pause(*, outlet: str, username: str | None) -> None:
    """Send nothing to an outlet (its key) until it is resumed."""
    set_up()
    from lianjian.apps.matrix.actions.pause_outlet import pause_outlet

    row = pause_outlet(by=somebody(username), outlet=outlet)
    click.echo(f"{row.key}  {row.state}")


@matrix.command()
@click.argument("outlet")
@click.option("--as", "username", default=None, help="The sign-in name of the person who resumes it.")
def resume(*, outlet: str, username: str | None) -> None:
    """Let an outlet (its key) go on; what waited only for that goes out by itself."""
    set_up()
    from lianjian.apps.matrix.actions.resume_outlet import resume_outlet

    row = resume_outlet(by=somebody(username), outlet=outlet)
    click.echo(f"{row.key}  {row.state}")


def _say_where(delivery: int) -> None:
    """One line on where a delivery stands now."""
    from lianjian.apps.matrix.queries import ledger_row

    row = ledger_row(somebody(None), delivery)
    click.echo("  ".join(part for part in (str(delivery), row.outlet.key, row.word, row.url) if part))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Columns that stand under one another: a Han character takes two places on a terminal."""
    widths = [max(map(_places, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (width - _places(cell)) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


def _places(text: str) -> int:
    return sum(2 if east_asian_width(character) in {"W", "F"} else 1 for character in text)
