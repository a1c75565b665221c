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


@click.command(name="simulate-weibo")
@port_option
@click.option(
    "--token", default="simulated-token", show_default=True, help="Access token; it guards nothing."
)
@click.option(
    "--domain", "domains", multiple=True, default=("127.0.0.1", "localhost"), help="Domain bound to the app."
)
@click.option(
    "--lag", type=click.FloatRange(0, 86400), default=0.0, help="Seconds until the timeline shows a post."
)
@fault_option
@quota_option
@click.option("--no-permission", is_flag=True, help="The app may not post (10014).")
@click.option("--no-destroy", is_flag=True, help="The app may not delete (10014).")
@click.option("--refuse-repeats", is_flag=True, help="Refuse texts that differ only in their link (20017).")
def simulate_weibo(
    *,
    port: int,
    token: str,
    domains: tuple[str, ...],
    lag: float,
    faults: tuple[str, ...],
    quotas: tuple[str, ...],
    no_permission: bool,
    no_destroy: bool,
    refuse_repeats: bool,
) -> None:
    """Play the Weibo interface on this machine, with its limits, quotas and faults.

    Point an outlet at it with `lianjian matrix credentials OUTLET --api-base http://127.0.0.1:PORT`. What was posted is shown
    on its front page. Needs no installation; everything is forgotten when it ends.
    """
    from lianjian.adapters.outlets.weibo.simulator.account import Account
    from lianjian.adapters.outlets.weibo.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account(
        address_at(port),
        wall_clock,
        token,
        domains=frozenset(domains),
        lag=lag,
        permitted=not no_permission,
        may_destroy=not no_destroy,
        refuses_similar=refuse_repeats,
    )
    account.quotas |= read_quotas(quotas)
    serve(
        Simulator(account, faults=read_faults(faults)),
        port=port,
        words=f"simulated Weibo account  {address_at(port)}/",
    )


@click.command(name="simulate-baijiahao")
@port_option
@click.option(
    "--app-id", default="1700000000000001", show_default=True, help="app_id of the simulated account."
)
@click.option(
    "--app-token", default="simulated-token", show_default=True, help="Its token; it guards nothing."
)
@click.option("--reviewing", type=click.FloatRange(0, 86400), default=2.0, help="Seconds a review takes.")
@click.option(
    "--ends-with",
    type=click.Choice(["publish", "rejected", "draft", "withdraw"]),
    default="publish",
    help="Status after the review.",
)
@fault_option
@quota_option
@click.option("--no-permission", is_flag=True, help="The account has no right to the interface (10002).")
@click.option("--not-audited", is_flag=True, help="The account is not passed or muted (60000005).")
def simulate_baijiahao(
    *,
    port: int,
    app_id: str,
    app_token: str,
    reviewing: float,
    ends_with: str,
    faults: tuple[str, ...],
    quotas: tuple[str, ...],
    no_permission: bool,
    not_audited: bool,
) -> None:
    """Play the Baijiahao interface on this machine, with its limits, quotas and faults.

    Point an outlet at it with `lianjian matrix credentials OUTLET --api-base http://127.0.0.1:PORT`. What was published is
    shown on its front page. Needs no installation; everything is forgotten when it ends.
    """
    from lianjian.adapters.outlets.baijiahao.simulator.account import Account
    from lianjian.adapters.outlets.baijiahao.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account(
        app_id,
        app_token,
        address_at(port),
        wall_clock,
        reviewing=reviewing,
        ends_with=ends_with,
        permitted=not no_permission,
        audited=not not_audited,
    )
    account.quotas |= read_quotas(quotas)
    serve(
        Simulator(account, faults=read_faults(faults)),
        port=port,
        words=f"simulated Baijiahao account  {address_at(port)}/  app_id {app_id}",
    )


@click.command(name="simulate-kuaishou")
@port_option
@click.option(
    "--pending", type=click.FloatRange(0, 86400), default=2.0, help="Seconds until a work can be watched."
)
@fault_option
@quota_option
@click.option("--no-permission", is_flag=True, help="The right to publish is withdrawn.")
def simulate_kuaishou(
    *, port: int, pending: float, faults: tuple[str, ...], quotas: tuple[str, ...], no_permission: bool
) -> None:
    """Play the Kuaishou open platform on this machine: uploads in fragments, renewed tokens, faults.

    Its application is ks-simulated with the secret simulated-secret; the first refresh token is simulated-refresh. A refresh
    token is good once, so store the credentials anew when you start it again.
    """
    from lianjian.adapters.outlets.kuaishou.simulator.account import SCOPE, Account
    from lianjian.adapters.outlets.kuaishou.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account(
        "ks-simulated", "simulated-secret", "simulated-refresh", address_at(port), wall_clock, pending=pending
    )
    account.most |= read_quotas(quotas)
    if no_permission:
        account.scopes.discard(SCOPE)
    serve(
        Simulator(account, faults=read_faults(faults)),
        port=port,
        words=f"simulated Kuaishou  {address_at(port)}/  app_id ks-simulated",
    )


@click.command(name="simulate-bilibili")
@port_option
@click.option(
    "--reviewing",
    type=click.FloatRange(0, 86400),
    default=2.0,
    show_default=True,
    help="Seconds a review takes.",
)
@click.option(
    "--ends-with", type=int, default=0, show_default=True, help="State after the review; 0 is open."
)
@fault_option
@quota_option
@click.option("--no-permission", is_flag=True, help="The account has taken the right back (127011).")
def simulate_bilibili(
    *,
    port: int,
    reviewing: float,
    ends_with: int,
    faults: tuple[str, ...],
    quotas: tuple[str, ...],
    no_permission: bool,
) -> None:
    """Play the Bilibili open platform on this machine: signatures, uploads in parts, reviews, renewed tokens, faults.

    Its application is bili-simulated with the secret simulated-secret; the first refresh token is simulated-refresh. A refresh
    token is good once, so store the credentials anew when you start it again.
    """
    from lianjian.adapters.outlets.bilibili.simulator.account import BASE_SCOPE, Account
    from lianjian.adapters.outlets.bilibili.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account(
        "bili-simulated",
        "simulated-secret",
        "simulated-refresh",
        address_at(port),
        wall_clock,
        reviewing=reviewing,
        ends_with=ends_with,
    )
    account.most |= read_quotas(quotas)
    if no_permission:
        account.scopes.discard(BASE_SCOPE)
    serve(
        Simulator(account, faults=read_faults(faults)),
        port=port,
        words=f"simulated Bilibili  {address_at(port)}/  client_id bili-simulated",
    )


@click.command(name="simulate-douyin")
@port_option
@click.option("--callback", default="", help="Address that is told of what was published from a phone.")
@click.option(
    "--tell-status", is_flag=True, help="Say whether a film is open (ordinary applications are not told)."
)
@fault_option
@quota_option
@click.option(
    "--no-permission", is_flag=True, help="The right to publish from a phone is withdrawn (28001018)."
)
def simulate_douyin(
    *,
    port: int,
    callback: str,
    tell_status: bool,
    faults: tuple[str, ...],
    quotas: tuple[str, ...],
    no_permission: bool,
    grant_direct: bool,
) -> None:
    """Play the Douyin open platform on this machine: tokens, tickets, share ids, calls back, faults.

    Its application is dy-simulated with the secret simulated-secret, its account open-1 with simulated-refresh. A code is scanned
    by posting its link to http://127.0.0.1:PORT/simulator/scan; the address of --callback is then told.
    """
    from lianjian.adapters.outlets.douyin.simulator.account import CREATING, SHARING, Account
    from lianjian.adapters.outlets.douyin.simulator.server import Simulator
    from lianjian.kernel.clock import wall_clock

    account = Account("dy-simulated", "simulated-secret", wall_clock, tells_status=tell_status)
    account.most |= read_quotas(quotas)
    if no_permission:
        account.scopes.discard(SHARING)
    if grant_direct:
        account.scopes.add(CREATING)
    serve(
        Simulator(account, faults=read_faults(faults), callback=callback),
        port=port,
        words=f"simulated Douyin  {address_at(port)}/  client_key dy-simulated",
    )


SIMULATIONS: tuple[click.Command, ...] = (
    simulate_wechat,
    simulate_weibo,
    simulate_baijiahao,
    simulate_kuaishou,
    simulate_bilibili,
    simulate_douyin,
)
