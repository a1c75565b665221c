"""``lianjian matrix``: the outlets, what became of each story there, and the worker that brings them out."""

from __future__ import annotations

import json
import sys

import click

from lianjian.cli.setting_up import set_up, somebody
from lianjian.kernel.refusals import Refused, gettext_noop

FAULTS = (
    "Something that goes wrong: freepublish/submit=lostx1, draft/add=code:45009, *=late:1.5; kinds: lost, dropped, "
    "late, code, gateway, garbage."
)


@click.group()
def matrix() -> None:
    """Outlets, ledgers and deliveries."""


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

    if sys.stdin.isatty():
        fields = [*credential_fields(somebody(username), outlet), "callback_token"]
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
