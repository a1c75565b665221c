"""parties.people_merged: one person has the mandates of both, and the editors' desk with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups

if TYPE_CHECKING:
    from lianjian.apps.parties.events import PeopleMerged
    from lianjian.foundation.actor import Actor


def align_the_desk(event: PeopleMerged, by: Actor) -> None:
    """At once: the account that stayed opens what both opened, the closed one nothing."""
    for person in (event.survivor, event.merged):
        align_desk_groups(by=by, person=person)
