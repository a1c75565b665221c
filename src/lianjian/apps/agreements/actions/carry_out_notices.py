from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._ending import end_if_all_consent, write_end
from lianjian.apps.agreements.actions._following import follow
from lianjian.apps.agreements.events import PartyLeft
from lianjian.apps.agreements.models import Agreement, AgreementParty, Notice
from lianjian.apps.agreements.queries.paper import BELOW, paper_of
from lianjian.apps.agreements.rules.ending import Ending
from lianjian.apps.agreements.rules.signing import State
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


AT_A_TIME = 100


@transaction.atomic
def carry_out_notices(*, by: Actor, today: date, now: datetime | None = None) -> int:
    """Let those parties go whose day of leaving has come; gives how many. Where fewer than two remain the agreement
    ends, and where all who remain have consented to its end too. Up to 100 a call, the rest the next; again does
    nothing twice."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does what a day brings."))
    moment = now or timezone.now()
    notices = Notice.objects.across_organisations("the system does what a day brings")
    due = notices.filter(
        leaves_on__lte=today,
        taken_back_at=None,
        carried_out_at=None,
        agreement__state=State.EFFECTIVE,
    ).order_by("leaves_on", "pk")
    gone = 0
    for key, agreement in due.values_list("pk", "agreement")[:AT_A_TIME]:
        rows = Agreement.objects.across_organisations(BELOW).select_for_update()
        row = rows.get(pk=agreement)
        notice = due.select_for_update(of=("self",)).filter(pk=key).first()
        if notice is None:
            continue
        after = paper_of(row).leave(notice.organisation_id, today=today, leaves_on=notice.leaves_on)
        AgreementParty.objects.across_organisations(BELOW).filter(
            agreement=row, organisation=notice.organisation_id
        ).update(left_on=notice.leaves_on)
        notice.carried_out_at = moment
        notice.save(update_fields=["carried_out_at"])
        ended = after.state is State.ENDED
        told = PartyLeft(
            agreement=row.pk,
            organisation=notice.organisation_id,
            ended=ended,
            reopened=[] if ended else follow(row, moment),
        )
        tell(told, by=by)
        if ended:
            write_end(by, row, Ending.TOO_FEW, moment)
        else:
            end_if_all_consent(by, row, moment)
        gone += 1
    return gone
