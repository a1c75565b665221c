"""coordination.resolution_accepted: what a gathering resolved towards somebody becomes a commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.agreements.queries import is_party
from lianjian.apps.coordination.actions.tie_resolution import tie_resolution
from lianjian.apps.coordination.queries.gathering_records import resolution
from lianjian.apps.coordination.queries.gatherings import gathering_card
from lianjian.apps.coordination.queries.scope import agreements_run_by
from lianjian.apps.projects.actions.make_commitment import make_commitment
from lianjian.foundation.actor import Actor

if TYPE_CHECKING:
    from lianjian.apps.coordination.events import ResolutionAccepted


def make_it_a_commitment(event: ResolutionAccepted, by: Actor) -> None:
    """At once, in the same transaction: what the app above refuses leaves the resolution open. Under its key it is one.

    The commitment hangs on the gathering's agreement only where whoever accepts promises by it: as one who runs its group.
    """
    if event.receiver is None:
        return
    line = resolution(by, event.resolution)
    agreement = gathering_card(by, event.gathering).agreement
    by_it = (
        agreement is not None
        and agreement in agreements_run_by(by)
        and is_party(agreement, event.giver, event.receiver)
    )
    made = make_commitment(
        by=by,
        giver=event.giver,
        receiver=event.receiver,
        work_area=line.work_area,
        text=line.text,
        due_on=line.due_on,
        agreement=agreement if by_it else None,
        client_key=f"resolution-{event.resolution}",
    )
    system = Actor.system("coordination.resolutions")
    tie_resolution(by=system, resolution=event.resolution, commitment=made.pk)
