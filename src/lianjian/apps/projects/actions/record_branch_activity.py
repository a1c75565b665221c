from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._storing import keep_evidence
from lianjian.apps.projects.events import BranchActivityRecorded
from lianjian.apps.projects.models import BranchActivity, BranchLink
from lianjian.apps.projects.rules.branch_links import check_linked
from lianjian.apps.projects.rules.evidence import check_evidence
from lianjian.apps.projects.rules.sending import check_client_key
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def record_branch_activity(
    *,
    by: Actor,
    link: int,
    what: str,
    happened_on: date,
    took_part: str = "",
    files: Sequence[File] = (),
    client_key: str | None = None,
    now: datetime | None = None,
) -> BranchActivity:
    """Either side writes down what the two branches did together, with photographs or documents where there are."""
    kept = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        row = BranchLink.objects.by(by).select_for_update(of=("self",)).filter(pk=link).first()
        if row is None:
            raise NotThere
        own = [house for house in (row.proposer_id, row.partner_id) if house in by.organisations]
        if not own:
            raise NotAllowed(gettext_noop("Only the people of the two organisations can do this."))
        done = BranchActivity.objects.across_organisations("below the link in hand").filter(link=row)
        key = check_client_key(client_key)
        if key and (sent := done.filter(client_key=key).first()) is not None:
            return sent
        check_linked(row.state)
        moment = moment_of(by, now, wall=timezone.now())
        if happened_on > civil_date(moment):
            raise Refused(gettext_noop("This date is still to come."), field="happened_on")
        if row.answered_on is not None and happened_on < row.answered_on:
            raise Refused(gettext_noop("The two were not linked yet on this day."), field="happened_on")
        activity = BranchActivity.objects.create(
            link=row,
            happened_on=happened_on,
            what=clean_line(what, field="what", longest=300),
            took_part=clean_line(took_part, field="took_part", longest=200, needed=False),
            recorded_by_id=own[0],
            recorder_id=by.person,
            client_key=key,
        )
        keep_evidence(kept, moment=moment, activity=activity)
        tell(BranchActivityRecorded(link=row.pk, activity=activity.pk, organisation=own[0]), by=by)
        return activity
