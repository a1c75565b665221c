"""projects.entry_forgotten: words that were taken back are taken back in the lists of handovers too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.parties.actions.forget_handed_over_words import forget_handed_over_words
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.projects.events import EntryForgotten


def forget_in_handovers(event: EntryForgotten, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once, in the same transaction: no copy outlives the entry."""
    keys = [f"obstacle:{key}" for key in event.obstacles]
    forget_handed_over_words(by=Actor.system("handovers"), app="projects", keys=keys)
