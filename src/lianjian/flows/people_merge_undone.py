"""parties.people_merge_undone: each has their own mandates again, and the editors' desk with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups

if TYPE_CHECKING:
    from lianjian.apps.parties.events import PeopleMergeUndone
    from lianjian.foundation.actor import Actor


def align_the_desk(event: PeopleMergeUndone, by: Actor) -> None:
    """At once: each account opens what it did."""
    for person in (event.survivor, event.merged):
        align_desk_groups(by=by, person=person)
