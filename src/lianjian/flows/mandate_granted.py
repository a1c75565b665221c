"""parties.mandate_granted: whoever may work on stories from now on gets in at the editors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups

if TYPE_CHECKING:
    from lianjian.apps.parties.events import MandateGranted
    from lianjian.foundation.actor import Actor


def open_the_desk(event: MandateGranted, by: Actor) -> None:
    """Bring the desk in line with the mandate."""
    align_desk_groups(by=by, person=event.person)
