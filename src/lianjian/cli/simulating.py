"""``lianjian matrix simulate-…``: platforms played on this machine. They need no installation and forget everything when they
end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.adapters.outlets.simulating.faults import Faults
    from lianjian.adapters.outlets.simulating.running import Simulator

FAULTS = (
    "Something that goes wrong: freepublish/submit=lostx1, draft/add=code:45009, *=late:1.5; kinds: lost, dropped, "
    "late, code, gateway, garbage."
)
port_option = click.option(
    "--port", type=click.IntRange(1, 65535), required=True, help="Port on this machine."
)
fault_option = click.option(
    "--fault", "faults", multiple=True, metavar="CALL=KIND[:VALUE][xTIMES]", help=FAULTS
)
quota_option = click.option(
    "--quota", "quotas", multiple=True, metavar="CALL=NUMBER", help="Another quota of a call."
)


def address_at(port: int) -> str:
    """Where a platform on this machine is reached."""
    return f"http://127.0.0.1:{port}"


def read_faults(written: tuple[str, ...]) -> Faults:
    """The faults of ``--fault``. Raises UsageError."""
    from lianjian.adapters.outlets.simulating.faults import Faults, read_fault

    try:
        return Faults(*(read_fault(text) for text in written))
    except ValueError as mistake:
        raise click.UsageError(str(mistake)) from mistake


def read_quotas(written: tuple[str, ...]) -> dict[str, int]:
    """The numbers of ``--quota``. Raises UsageError."""
    try:
        return {call: int(most) for call, most in (text.split("=") for text in written)}
    except ValueError as mistake:
        raise click.UsageError(str(mistake)) from mistake


def serve(simulator: Simulator, *, port: int, words: str) -> None:
    """Serve until Ctrl-C or TERM; ``words`` are printed once the port is open."""
    from lianjian.adapters.outlets.simulating.running import run_in_foreground

    try:
        run_in_foreground(simulator, host="127.0.0.1", port=port, ready=lambda: click.echo(words))
    except OSError as taken:
        raise Refused(
            gettext_noop("Port %(port)s is taken."), cure=gettext_noop("Choose another port."), port=port
        ) from taken


@click.command(name="simulate-wechat")
@port_option
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
@fault_option
@quota_option
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
    from lianjian.adapters.outlets.wechat.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account(
        appid,
        secret,
        address_at(port),
        wall_clock,
        publishing=publishing,
        ends_with=ends_with,
        allowed=frozenset(allow),
        permitted=not no_permission,
        refuses_repeats=refuse_repeats,
    )
    account.quotas |= read_quotas(quotas)
    serve(
        Simulator(account, faults=read_faults(faults), callback=callback, callback_token=callback_token),
        port=port,
        words=f"simulated WeChat Official Account  {address_at(port)}/  appid {appid}",
    )


SIMULATIONS: tuple[click.Command, ...] = (simulate_wechat,)
