from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.events import ObstacleTakenOver
from lianjian.apps.projects.models import Obstacle
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_over_obstacle(*, by: Actor, obstacle: int, outgoing: int, person: int, named: bool) -> bool:
    """A handover gives an obstacle that ``outgoing`` was to remove to ``person``; says whether anything changed. What names
    somebody else by now stays as it is; with ``named`` what nobody had taken on is ``person``'s from now on."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only a handover can do this."))
    rows = Obstacle.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=obstacle, removed_on=None).first()
    if row is None or not (row.owner_id == outgoing or (row.owner_id is None and named)):
        return False
    row.owner_id = person
    row.save(update_fields=["owner"])
    tell(ObstacleTakenOver(obstacle=row.pk, outgoing=outgoing, owner=person), by=by)
    return True
