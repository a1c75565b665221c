from __future__ import annotations

from contextlib import suppress

import click

from lianjian.cli.setting_up import json_option, print_json, set_up
from lianjian.kernel.refusals import Refused, gettext_noop


@click.group()
def audit() -> None:
    """Look into the audit trail."""
    set_up()


@audit.command()
@json_option
def verify(*, as_json: bool) -> None:
    """Recompute the chain of seals over all recorded deeds; exit 1 where it breaks.

    It is compared with the key and the record of seals under LIANJIAN_HOME/keys: who can write only the database cannot
    change, add or take away a sealed deed unnoticed.
    """
    from lianjian.foundation.sealing import UNREADABLE, seal_waiting
    from lianjian.foundation.sealing import verify as verify_chain

    with suppress(*UNREADABLE):  # an end of the chain that is no number: verification says where
        while seal_waiting():
            pass
    verdict = verify_chain()
    if as_json:
        print_json(
            {
                "sealed": verdict.sealed,
                "waiting": verdict.waiting,
                "broken_at": verdict.broken_at,
                "head": verdict.head,
                "foreign": verdict.foreign,
            }
        )
    if verdict.broken_at is not None:
        raise Refused(
            gettext_noop(
                "The audit trail does not fit from entry %(number)s on: somebody changed the database."
            ),
            cure=gettext_noop("Compare with a backup made before."),
            number=verdict.broken_at,
        )
    if verdict.foreign:
        raise Refused(
            gettext_noop("The audit trail holds entries that this hub did not write (rows %(rows)s)."),
            cure=gettext_noop("Compare with a backup made before."),
            rows=", ".join(map(str, verdict.foreign[:10])),
        )
    if not as_json:
        click.echo(f"{verdict.sealed} entries fit; head {verdict.head}")
