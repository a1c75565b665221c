"""parties.mandate_corrected: another first or last day opens or closes the editors' desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.newsroom.actions.align_desk_groups import align_desk_groups

if TYPE_CHECKING:
    from lianjian.apps.parties.events import MandateCorrected
    from lianjian.foundation.actor import Actor


def align_the_desk(event: MandateCorrected, by: Actor) -> None:
    """Bring the desk in line with the mandate as it is now."""
    align_desk_groups(by=by, person=event.person)
