from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.actions._joint import parties_of
from lianjian.apps.projects.events import ObstacleHandedOver
from lianjian.apps.projects.models import Obstacle, ObstacleHandover
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def hand_over_obstacle(
    *, by: Actor, obstacle: int, owner: int, reason: str, now: datetime | None = None
) -> Obstacle:
    """Give an obstacle to another person with a mandate in its organisation or a party of its project, with the reason.
    Its owner and the people of the parties may. To the owner it has is no handing over."""
    rows = Obstacle.objects.by(by).select_for_update(of=("self",)).select_related("project")
    row = rows.filter(pk=obstacle).first()
    if row is None:
        raise NotThere
    houses = [row.organisation_id, *(parties_of(row.project) if row.project else [])]
    if row.owner_id != by.person and not any(by.acts_for(house) for house in houses):
        raise NotAllowed(gettext_noop("Only the owner and the people of the parties can do this."))
    if row.owner_id == owner:
        return row
    if row.removed_on is not None:
        raise Refused(gettext_noop("This obstacle is removed already."))
    day = civil_date(moment_of(by, now, wall=timezone.now()))
    if not any(owner in holders(house, list(Role), day) for house in houses):
        raise Refused(gettext_noop("The owner holds no mandate in a party of the project."), field="owner")
    ObstacleHandover.objects.create(
        obstacle=row,
        before_id=row.owner_id,
        after_id=owner,
        happened_on=day,
        reason=clean_line(reason, field="reason", longest=300),
    )
    row.owner_id = owner
    row.save(update_fields=["owner"])
    tell(ObstacleHandedOver(obstacle=row.pk, organisation=row.organisation_id), by=by)
    return row
