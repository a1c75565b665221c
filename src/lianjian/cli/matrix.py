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
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

FAULTS = (
    "Something that goes wrong: freepublish/submit=lostx1, draft/add=code:45009, *=late:1.5; kinds: lost, dropped, "
    "late, code, gateway, garbage."
)


@click.group()
def matrix() -> None:
    """Outlets, ledgers and deliveries."""


matrix.add_command(film)
matrix.add_command(make_film)


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


@matrix.command(name="simulate-wechat")
@click.option("--port", type=click.IntRange(1, 65535), required=True, help="Port on this machine.")
@click.option("--appid", default="wx-simulated", show_default=True, help="AppID of the simulated account.")
@click.option(
    "--secret", default="simulated-secret", show_default=True, help="Its AppSecret; it guards nothing."
)
@click.option(
    "--publishing",
    type=click.FloatRange(0, 86400),
    default=2.0,
    show_default=True,
    help="Seconds a publication takes.",
)
@click.option(
    "--ends-with",
    type=click.IntRange(0, 6),
    default=0,
    show_default=True,
    help="publish_status of each publication.",
)
@click.option(
    "--allow", multiple=True, metavar="ADDRESS", help="Address on the white list; without any, all may call."
)
@click.option("--fault", "faults", multiple=True, metavar="CALL=KIND[:VALUE][xTIMES]", help=FAULTS)
@click.option("--quota", "quotas", multiple=True, metavar="CALL=NUMBER", help="Another daily quota.")
@click.option("--no-permission", is_flag=True, help="The right to publish is withdrawn (48001).")
@click.option("--refuse-repeats", is_flag=True, help="Refuse content that was published within a day.")
@click.option("--callback", default="", help="Address that is told when a publication ends.")
@click.option("--callback-token", default="", help="Token that signs those calls.")
def simulate_wechat(
    *,
    port: int,
    appid: str,
    secret: str,
    publishing: float,
    ends_with: int,
    allow: tuple[str, ...],
    faults: tuple[str, ...],
    quotas: tuple[str, ...],
    no_permission: bool,
    refuse_repeats: bool,
    callback: str,
    callback_token: str,
) -> None:
    """Play the WeChat Official Account interface on this machine, with its limits, quotas and faults.

    Point an outlet at it with `lianjian matrix credentials OUTLET --api-base http://127.0.0.1:PORT`. What it published is
    shown on its front page. Needs no installation; everything is forgotten when it ends.
    """
    from lianjian.adapters.outlets.wechat.simulator.account import Account
    from lianjian.adapters.outlets.wechat.simulator.faults import Faults, read_fault
    from lianjian.adapters.outlets.wechat.simulator.running import run_in_foreground as serve
    from lianjian.adapters.outlets.wechat.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    try:
        set_faults = Faults(*(read_fault(text) for text in faults))
        more = {call: int(most) for call, most in (text.split("=") for text in quotas)}
    except ValueError as mistake:
        raise click.UsageError(str(mistake)) from mistake
    address = f"http://127.0.0.1:{port}"
    account = Account(
        appid,
        secret,
        address,
        wall_clock,
        publishing=publishing,
        ends_with=ends_with,
        allowed=frozenset(allow),
        permitted=not no_permission,
        refuses_repeats=refuse_repeats,
    )
    account.quotas |= more
    simulator = Simulator(account, faults=set_faults, callback=callback, callback_token=callback_token)
    try:
        serve(
            simulator,
            host="127.0.0.1",
            port=port,
            ready=lambda: click.echo(f"simulated WeChat Official Account  {address}/  appid {appid}"),
        )
    except OSError as taken:
        raise Refused(
            gettext_noop("Port %(port)s is taken."), cure=gettext_noop("Choose another port."), port=port
        ) from taken


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
@click.option("--title", default=None, help="Another title, for this outlet only.")
@click.option("--digest", default=None, help="Another digest, for this outlet only.")
@click.option("--as", "username", default=None, help="The sign-in name of the person who sends it again.")
def retry(*, delivery: int, title: str | None, digest: str | None, username: str | None) -> None:
    """Send a delivery again that certainly did not arrive. An unknown one is refused: resolve it first."""
    set_up()
    from lianjian.apps.matrix.actions.retry_delivery import retry_delivery

    changes = {name: text for name, text in (("title", title), ("digest", digest)) if text is not None}
    retry_delivery(by=somebody(username), delivery=delivery, changes=changes or None)
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
