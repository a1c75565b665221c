"""parties.merge_undone: what other rooms have written down about the two is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.actions.pair_links_anew import pair_links_anew
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.parties.events import MergeUndone


def pair_branch_links(event: MergeUndone, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once: the links that went back name their own two again."""
    pair_links_anew(by=Actor.system("parties.register"), organisations=(event.merged, event.survivor))
