"""parties.organisations_merged: what other rooms have written down about the two besides pointing to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.projects.actions.pair_links_anew import pair_links_anew
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.parties.events import OrganisationsMerged


def pair_branch_links(event: OrganisationsMerged, by: Actor) -> None:  # noqa: ARG001 - the shape of listeners
    """At once, so that two links with the same organisation refuse the merge."""
    pair_links_anew(by=Actor.system("parties.register"), organisations=(event.merged, event.survivor))
