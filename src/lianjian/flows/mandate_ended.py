"""parties.mandate_ended: whoever may no longer work on stories stays outside the editors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups

if TYPE_CHECKING:
    from lianjian.apps.parties.events import MandateEnded
    from lianjian.foundation.actor import Actor


def close_the_desk(event: MandateEnded, by: Actor) -> None:
    """Bring the desk in line with what is left."""
    align_desk_groups(by=by, person=event.person)
