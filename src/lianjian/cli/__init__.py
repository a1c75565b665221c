"""``lianjian <app> <verb>``: parse, call an action, print. Exit 0 done, 1 refused (one line on stderr), 2 usage."""

from __future__ import annotations

import os
import sys
from contextlib import suppress

import click

from lianjian.kernel.refusals import Refused, Unreachable

ROOMS: dict[str, tuple[str, str]] = {
    "init": ("lianjian.cli.installation:init", "Create or upgrade the state under LIANJIAN_HOME."),
    "serve": ("lianjian.cli.serving:serve", "Serve the hub and its worker in the foreground."),
    "work": ("lianjian.cli.working:work", "Run the background worker in the foreground."),
    "demonstrate": (
        "lianjian.cli.installation:demonstrate",
        "Load the demonstration network into an empty installation.",
    ),
    "doctor": ("lianjian.cli.examining:doctor", "Check the installation and say what to do."),
    "backup": ("lianjian.cli.keeping:backup", "Write the whole state into one file."),
    "restore": ("lianjian.cli.keeping:restore", "Bring the state back from a backup file."),
    "audit": ("lianjian.cli.audit:audit", "Verify the audit trail."),
    "parties": ("lianjian.cli.parties:parties", "Look into the register of parties and divisions."),
    "agreements": (
        "lianjian.cli.agreements:agreements",
        "Verify documents of agreements, and export them.",
    ),
    "newsroom": ("lianjian.cli.newsroom:newsroom", "Import, list and publish stories."),
    "matrix": ("lianjian.cli.matrix:matrix", "Outlets, the ledger of a story, and the delivery worker."),
    "reminders": ("lianjian.cli.reminders:reminders", "Remind of what is due, and send what waits."),
    "spread": ("lianjian.cli.spread:spread", "Reads, forwards and the two forward rates."),
    "synergy": ("lianjian.cli.synergy:synergy", "What the parties achieved together."),
    "islands": ("lianjian.cli.islands:islands", "Sign and publish the feed of the village stations."),
}


class Rooms(click.Group):
    """Loads a command only when it is asked for: ``--help`` and mistakes answer at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the shape click asks for
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in ROOMS:
            return None
        from importlib import import_module

        module, _, attribute = ROOMS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, sentence) for name, (_, sentence) in ROOMS.items()])


@click.group(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="lianjian")
def commands() -> None:
    """The hub of a co-building network. State lives under LIANJIAN_HOME (default ./var)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianjian.settings.embedded")


def main() -> None:
    """The console script: refusals, unreachable services and what disk or database do not allow are one line on stderr,
    never a traceback."""
    try:
        status = commands.main(standalone_mode=False)
        sys.stdout.flush()  # a full disk under the output is to be said, not found out by the interpreter's end
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.Abort:
        click.echo("lianjian: stopped", err=True)
        sys.exit(130)
    except click.UsageError as mistake:
        mistake.show()
        sys.exit(2)
    except click.ClickException as mistake:
        click.echo(f"lianjian: {mistake.format_message()}", err=True)
        sys.exit(1)
    except Refused as refused:
        click.echo(f"lianjian: {_in_words(refused)}", err=True)
        sys.exit(1)
    except Unreachable as failure:
        click.echo(f"lianjian: {failure.reason}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        _leave_output()
        sys.stderr.close()
        sys.exit(1)
    except Exception as failure:  # what is no failure of disk or database is raised again below
        from lianjian.cli.failing import refusal_of

        refusal = refusal_of(failure)
        if refusal is None:
            raise
        _leave_output()
        click.echo(f"lianjian: {_in_words(refusal)}", err=True)
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _leave_output() -> None:
    """What could not be written is given up: the interpreter would try again at its end, and complain."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _in_words(refused: Refused) -> str:
    """The refusal as one line in the language of the installation; in English where that cannot even be started."""
    from django.apps import apps

    from lianjian.cli.setting_up import start_django

    try:
        if not apps.ready:
            start_django()
        from lianjian.foundation.wording import explain

        return " ".join(explain(refused).split())
    except OSError:  # the settings read the keys, and they may be what cannot be read
        return " ".join(str(refused).split())
