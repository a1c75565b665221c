from __future__ import annotations

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
    """Recompute the chain of seals over all recorded deeds; exit 1 where it breaks."""
    from lianjian.foundation.sealing import seal_waiting
    from lianjian.foundation.sealing import verify as verify_chain

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
    if not as_json:
        click.echo(f"{verdict.sealed} entries fit; head {verdict.head}")
