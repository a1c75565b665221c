from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.agreements.events import UnverifiedForgotten
from lianjian.apps.agreements.models import CodeSent, PendingAnswer
from lianjian.apps.agreements.rules.verifying import DAY, KEPT_FOR
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def forget_unverified(*, by: Actor, now: datetime) -> int:
    """Delete the answers whose code never came back, what is left of those that are confirmed, and who asked for codes
    more than a day ago; returns how many answers went."""
    reason = "what nobody confirmed belongs to nobody"
    CodeSent.objects.across_organisations(reason).filter(at__lt=now - DAY).delete()
    over = Q(response__isnull=False, received_at__lt=now - DAY)
    for way, kept in KEPT_FOR.items():
        over |= Q(way=way, received_at__lt=now - kept)
    gone, _kinds = PendingAnswer.objects.across_organisations(reason).filter(over).delete()
    if gone:
        tell(UnverifiedForgotten(answers=gone), by=by)
    return gone
