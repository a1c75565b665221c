"""What the register does by itself."""

from __future__ import annotations

from lianjian.apps.parties.actions.pass_items_on import pass_items_on
from lianjian.foundation.actor import Actor


def pass_on_first_days() -> None:
    """What was taken over before somebody's first day goes over on it."""
    pass_items_on(by=Actor.system("handovers"))
