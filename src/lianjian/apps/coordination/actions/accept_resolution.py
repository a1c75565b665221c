from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.actions._organising import ORGANISERS
from lianjian.apps.coordination.actions.assign_duty import assign_duty
from lianjian.apps.coordination.events import ResolutionAccepted
from lianjian.apps.coordination.models import Resolution
from lianjian.apps.coordination.models.group import agreements_run_by, organisations_looked_after
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def accept_resolution(*, by: Actor, resolution: int) -> Resolution:
    """Make a resolution a promise: a commitment towards its receiver (written down by whoever hears the event, in this
    transaction), or the giver's duty. Accepted twice, it is one.

    Leader, liaison officer, first secretary or administrator of the giver may; where the gathering belongs to an
    agreement those who run its joint group. To everybody else it stays open.
    """
    row = (
        Resolution.objects.by(by)
        .select_for_update(of=("self",))
        .select_related("gathering")
        .filter(pk=resolution)
        .first()
    )
    if row is None:
        raise NotThere
    if row.accepted_at is not None:
        return row
    runs = row.gathering.agreement_id is not None and row.gathering.agreement_id in agreements_run_by(by)
    looks_after = row.receiver_id is None and row.giver_id in organisations_looked_after(by)
    if not runs and not looks_after and not by.holds(*ORGANISERS, organisation=row.giver_id):
        raise NotAllowed(
            gettext_noop(
                "You cannot promise for this organisation. The resolution stays open until its leader, liaison officer or "
                "first secretary accepts it; they see it on the page of this gathering."
            )
        )
    now = timezone.now()
    if row.due_on < civil_date(now):
        raise Refused(
            gettext_noop("The day of this resolution is over."),
            cure=gettext_noop("Strike it out and write it down with another day."),
        )
    row.accepted_at, row.accepted_by_id = now, by.person
    row.save(update_fields=["accepted_at", "accepted_by"])
    if row.receiver_id is None:
        row.duty = assign_duty(
            by=by,
            organisation=row.giver_id,
            what=row.text[:200],
            due_on=row.due_on,
            source_app="coordination",
            source_key=f"resolution:{row.pk}",
        )
        row.save(update_fields=["duty"])
    tell(
        ResolutionAccepted(
            gathering=row.gathering_id, resolution=row.pk, giver=row.giver_id, receiver=row.receiver_id
        ),
        by=by,
    )
    row.refresh_from_db()
    return row
