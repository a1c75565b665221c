from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.queries import organisations_looked_after
from lianjian.apps.parties.queries import holders, organisations
from lianjian.apps.parties.rules.roles import Role
from lianjian.apps.projects.actions._joint import check_party, lock_project, parties_of
from lianjian.apps.projects.actions._proving import check_entry
from lianjian.apps.projects.events import ObstacleRaised
from lianjian.apps.projects.models import Commitment, Obstacle
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def raise_obstacle(
    *,
    by: Actor,
    organisation: int,
    text: str,
    project: int | None = None,
    commitment: int | None = None,
    owner: int | None = None,
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Obstacle:
    """Say what stands in the way of ``organisation``, in a project, about a commitment of its own or outside both, and who
    is to remove it.

    ``owner`` holds a mandate in the organisation or in a party of the project; where none is named, it is whoever raises
    it, if they hold one there: an obstacle that is nobody's stays. The same ``client_key`` of one
    organisation, or the same log entry, again is one obstacle.
    """
    row = lock_project(by, project) if project is not None else None
    if row is None and not by.acts_for(organisation) and organisation not in organisations_looked_after(by):
        raise NotThere
    if organisations().select_for_update(no_key=True, of=("self",)).filter(pk=organisation).first() is None:
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    raised = Obstacle.objects.across_organisations("the organisation was checked above")
    key = check_client_key(client_key)
    if key and (sent := raised.filter(organisation=organisation, client_key=key).first()) is not None:
        return sent
    if log_entry is not None:
        check_entry(by, log_entry, organisation)
        if (there := raised.filter(log_entry=log_entry).first()) is not None:
            return there
    moment = moment_of(by, now, wall=timezone.now())
    houses = [organisation]
    if row is not None:
        houses = parties_of(row)
        check_party(organisation, houses)
    if owner is None and by.organisations & set(houses):
        owner = by.person
    if owner is not None and not any(owner in holders(h, list(Role), civil_date(moment)) for h in houses):
        raise Refused(gettext_noop("The owner holds no mandate in a party of the project."), field="owner")
    if commitment is not None:
        _check_side(by, commitment, organisation)
    obstacle = Obstacle.objects.create(
        organisation_id=organisation,
        project=row,
        commitment_id=commitment,
        text=clean_line(text, field="text", longest=500),
        owner_id=owner,
        since=civil_date(moment),
        log_entry_id=log_entry,
        client_key=key,
    )
    tell(ObstacleRaised(obstacle=obstacle.pk, organisation=organisation, project=project), by=by)
    return obstacle


def _check_side(by: Actor, commitment: int, organisation: int) -> None:
    """Raises NotThere for a commitment that ``by`` may not see, Refused where the organisation is no side of it."""
    promise = Commitment.objects.by(by).filter(pk=commitment).first()
    if promise is None:
        raise NotThere
    if organisation not in {promise.giver_id, promise.receiver_id}:
        raise Refused(gettext_noop("This organisation is no side of the commitment."), field="organisation")
