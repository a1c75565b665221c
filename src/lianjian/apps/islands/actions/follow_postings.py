from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from lianjian.apps.islands.actions._inboxes import put_secretary, replies_due
from lianjian.apps.islands.events import InboxClosed
from lianjian.apps.islands.models import Inbox
from lianjian.apps.islands.rules.inboxes import InboxRole
from lianjian.apps.parties.queries import current_posting, mandates_held
from lianjian.apps.parties.rules.roles import Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor

AT_A_TIME = 200


@transaction.atomic
def follow_postings(*, by: Actor, today: date) -> int:
    """Close the inboxes of postings that are over, and open that of the successor with the same kinds and days; 200 a call.
    Returns how many were closed. What is open in the old one is the successor's to read: that follows from mandates."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system does this."))
    now = timezone.now()
    rows = Inbox.objects.across_organisations("the system follows postings").select_related("posting")
    open_ones = rows.filter(role=InboxRole.SECRETARY, closed_at=None)
    for moved in open_ones.exclude(until=F("posting__ends_on")).select_for_update(of=("self",))[:AT_A_TIME]:
        moved.until = moved.posting.ends_on if moved.posting else None
        moved.save(update_fields=["until"])
        replies_due(moved.organisation_id)
    over = list(open_ones.filter(until__lt=today).select_for_update(of=("self",)).order_by("pk")[:AT_A_TIME])
    for row in over:
        row.closed_at = now
        row.save(update_fields=["closed_at"])
        replies_due(row.organisation_id)
        tell(InboxClosed(inbox=row.key), by=by)
    waiting = rows.filter(role=InboxRole.SECRETARY, closed_at__isnull=False, succeeded=False)
    vacant = set(waiting.order_by().values_list("organisation", flat=True))
    filled = {held.organisation for held in mandates_held(vacant, [Role.FIRST_SECRETARY], today)}
    for row in (
        waiting.filter(organisation__in=filled).select_for_update(of=("self",)).order_by("pk")[:AT_A_TIME]
    ):
        posting = current_posting(row.organisation_id, today)
        if posting is None or posting.pk == row.posting_id:
            continue
        if not rows.filter(posting=posting.pk).exists():
            put_secretary(by, posting, now, categories=row.categories, days=row.days)
        row.succeeded = True
        row.save(update_fields=["succeeded"])
    return len(over)
