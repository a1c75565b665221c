from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._inboxes import replies_due
from lianjian.apps.islands.events import InboxClosed
from lianjian.apps.islands.models import Inbox
from lianjian.apps.islands.models.inbox import reads
from lianjian.apps.islands.queries import decides_for, keeps_network
from lianjian.apps.islands.rules.inboxes import InboxRole, judge_closer
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def close_inbox(*, by: Actor, inbox: str) -> Inbox:
    """No new letters are sealed to it from the next edition on; what is open in it stays with its people. Twice is once."""
    row = Inbox.objects.by(by).select_for_update(of=("self",)).filter(key=inbox).first()
    if row is None:
        raise NotThere
    own = Inbox.objects.by(by).filter(reads(by), pk=row.pk).exists()
    own = own or (row.role == InboxRole.SECRETARY and decides_for(by, row.organisation_id))
    judge_closer(keeps_network=keeps_network(by), own=own)
    if row.closed_at is not None:
        return row
    row.closed_at = timezone.now()
    row.save(update_fields=["closed_at"])
    if row.role == InboxRole.SECRETARY:
        replies_due(row.organisation_id)
    tell(InboxClosed(inbox=row.key), by=by)
    return row
