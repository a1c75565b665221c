from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import check_speaks, seen_and_locked
from lianjian.apps.agreements.events import NoticeGiven
from lianjian.apps.agreements.models import Notice
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.ending import check_notice
from lianjian.apps.agreements.rules.signing import State
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.parties.rules.roles import SIGNATORIES
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def give_notice(
    *,
    by: Actor,
    agreement: int,
    organisation: int,
    reason: str,
    leaves_on: date,
    now: datetime | None = None,
) -> Notice:
    """Say that one's own organisation leaves an agreement in force on a day, and why: a signatory of it may, and the day
    keeps the notice that was agreed. All parties see it from now on; until the day it can be taken back. The
    agreement goes on between the others; what was promised stays owed. Giving it twice is one notice.
    """
    row = seen_and_locked(by, agreement)
    check_speaks(by, row, organisation, *SIGNATORIES)
    if row.parent_id is not None or paper_of(row).state is not State.EFFECTIVE:
        raise Refused(
            gettext_noop("This agreement is not in force."), cure=gettext_noop("Withdraw a draft instead.")
        )
    given = Notice.objects.across_organisations("below the agreement in hand").filter(
        agreement=row, organisation=organisation, taken_back_at=None, carried_out_at=None
    )
    if (there := given.first()) is not None:
        return there
    moment = moment_of(by, now, wall=timezone.now())
    check_notice(civil_date(moment), leaves_on, notice_days=row.notice_days)
    notice = Notice.objects.create(
        agreement=row,
        organisation_id=organisation,
        person_id=by.person,
        reason=clean(reason, field="reason", longest=2000),
        given_at=moment,
        leaves_on=leaves_on,
    )
    told = NoticeGiven(
        agreement=row.pk, notice=notice.pk, organisation=organisation, leaves_on=leaves_on.isoformat()
    )
    tell(told, by=by)
    return notice
