"""``lianjian matrix``: the outlets, what became of each story there, and the worker that brings them out."""

from __future__ import annotations

import click

from lianjian.cli.setting_up import set_up


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
