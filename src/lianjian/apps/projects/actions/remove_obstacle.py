from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.projects.actions._joint import parties_of
from lianjian.apps.projects.events import ObstacleRemoved
from lianjian.apps.projects.models import Obstacle
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def remove_obstacle(*, by: Actor, obstacle: int, how: str, now: datetime | None = None) -> Obstacle:
    """Say that an obstacle is gone and how it was removed, for the next one who meets it. Twice is once."""
    rows = Obstacle.objects.by(by).select_for_update(of=("self",)).filter(pk=obstacle)
    row = rows.select_related("project").first()
    if row is None:
        raise NotThere
    houses = [row.organisation_id, *(parties_of(row.project) if row.project else [])]
    if row.owner_id != by.person and not any(by.acts_for(house) for house in houses):
        raise NotAllowed(gettext_noop("Only the owner and the people of the parties can do this."))
    if row.removed_on is not None:
        return row
    row.removed_on = max(row.since, civil_date(moment_of(by, now, wall=timezone.now())))
    row.how = clean(how, field="how", longest=2000)
    row.save(update_fields=["removed_on", "how"])
    told = ObstacleRemoved(
        obstacle=row.pk,
        organisation=row.organisation_id,
        project=row.project_id,
        days=(row.removed_on - row.since).days,
    )
    tell(told, by=by)
    return row
