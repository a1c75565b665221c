from __future__ import annotations

import click

from lianjian.cli.setting_up import json_option, print_json, set_up


@click.group()
def reminders() -> None:
    """Remind of what is due; the worker does it by itself."""
    set_up()


@reminders.command()
@json_option
def run(*, as_json: bool) -> None:
    """Walk over everything that is due, write down who is to be reminded, and send what may leave now.

    Running it again changes nothing: each reminder is written once, and messages wait for the morning and for working
    days.
    """
    from django.utils import timezone

    from lianjian.apps.reminders.tasks.sending import send_due
    from lianjian.apps.reminders.tasks.walking import walk

    looked_at = walk(timezone.now())
    ended = send_due(timezone.now())
    if as_json:
        print_json({"looked_at": looked_at, "messages": ended})
    else:
        said = ", ".join(f"{count} {state}" for state, count in sorted(ended.items())) or "none to send now"
        click.echo(f"{looked_at} things looked at; messages: {said}")
