from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.events import MemberReleased
from lianjian.apps.coordination.models import GroupMember
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def release_member(*, by: Actor, group: int, person: int, now: datetime | None = None) -> GroupMember:
    """End a person's part in a group with today as its last day. The row stays: who was in it remains
    readable."""
    row = lock_group(by, group)
    member = (
        GroupMember.objects.across_organisations("below the group in hand")
        .filter(group=row, person=person, until=None)
        .first()
    )
    if member is None:
        raise NotThere
    member.until = max(member.since, civil_date(moment_of(by, now, wall=timezone.now())))
    member.save(update_fields=["until"])
    tell(MemberReleased(group=row.pk, member=member.pk), by=by)
    return member
