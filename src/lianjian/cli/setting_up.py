"""What commands share: Django up on an existing home, the acting person, output for machines."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from lianjian.foundation.actor import Actor
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor as ActorType


def set_up() -> None:
    """Start Django on the state under LIANJIAN_HOME. Raises Refused where ``lianjian init`` has not run there.

    Who asks for help gets it without an installation: rooms are set up before their verbs are read.
    """
    if {"-h", "--help"} & set(sys.argv[1:]):
        return
    require_home()
    start_django()


def require_home() -> None:
    """Raises Refused where ``lianjian init`` has not run at LIANJIAN_HOME; starts nothing."""
    from lianjian.settings import environment

    found = environment.read()
    if not (found.home / "keys" / "secret-key").is_file():
        raise Refused(
            gettext_noop("There is no installation at %(home)s."),
            cure=gettext_noop("Create it with `lianjian init`, or set LIANJIAN_HOME."),
            home=str(found.home),
        )


def start_django() -> None:
    """Django with the installation's language for messages."""
    import django
    from django.utils import translation

    django.setup()
    translation.activate(_language())


def is_outdated() -> bool:
    """Whether the database lacks migrations of this release. Django must be up."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _language() -> str:
    import os

    wish = os.environ.get("LIANJIAN_LANGUAGE", "")
    return "en" if wish.startswith("en") else "zh-hans"


def somebody(username: str | None) -> ActorType:
    """The actor for ``--as USERNAME``; the command line itself (network-wide) where none is named."""
    if username is None:
        return Actor.system("command-line")
    from lianjian.apps.parties.queries import account_named, actor_for

    account = account_named(username)
    if account is None:
        raise Refused(gettext_noop("There is no account “%(name)s”."), name=username)
    return actor_for(account)


def print_json(value: Any) -> None:
    """One JSON document on stdout, Chinese readable."""
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
