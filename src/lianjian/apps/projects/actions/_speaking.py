"""Who may promise for an organisation: its own people in a role that negotiates. Running the network is no voice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


def speaks_for(by: Actor, organisation: int) -> bool:
    """Whether ``by`` holds a mandate of ``organisation`` by which one promises."""
    return any(m.organisation == organisation and m.role in NEGOTIATORS for m in by.mandates)


def check_speaks(by: Actor, organisation: int) -> None:
    """Raises NotAllowed unless ``by`` may promise for ``organisation``."""
    if not speaks_for(by, organisation):
        raise NotAllowed(
            gettext_noop(
                "Only the leader, liaison officer or first secretary of the organisation can do this."
            )
        )
