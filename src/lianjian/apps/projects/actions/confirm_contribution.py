from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._joint import lock_project, parties_of
from lianjian.apps.projects.actions._speaking import speaks_for
from lianjian.apps.projects.events import ContributionConfirmed
from lianjian.apps.projects.models import Contribution
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def confirm_contribution(*, by: Actor, contribution: int, now: datetime | None = None) -> Contribution:
    """A person of another party, who did not write it down, confirms that a contribution was given. Twice is once."""
    rows = Contribution.objects.by(by)
    row = rows.select_for_update(of=("self",)).filter(pk=contribution).first()
    if row is None:
        raise NotThere
    project = lock_project(by, row.project_id)
    others = [
        party for party in parties_of(project) if party != row.organisation_id and speaks_for(by, party)
    ]
    if not others or speaks_for(by, row.organisation_id) or row.recorded_by_id == by.person:
        raise NotAllowed(gettext_noop("Somebody of another party confirms it, who did not write it down."))
    if row.confirmed_on is not None:
        return row
    if row.planned or hasattr(row, "corrected_by"):
        raise Refused(gettext_noop("Only what was given and stands can be confirmed."))
    row.confirmed_by_id, row.confirmed_for_id = by.person, others[0]
    row.confirmed_on = civil_date(moment_of(by, now, wall=timezone.now()))
    row.save(update_fields=["confirmed_by", "confirmed_for", "confirmed_on"])
    told = ContributionConfirmed(project=project.pk, contribution=row.pk, organisation=others[0])
    tell(told, by=by)
    return row
