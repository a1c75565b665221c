from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._moving import lock_request, move
from lianjian.apps.islands.rules.requests import RequestMove, after

if TYPE_CHECKING:
    from lianjian.apps.islands.models import HelpRequest
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_request(*, by: Actor, request: int) -> HelpRequest:
    """Take it in hand: colleagues see who is at it, and the villager that somebody is."""
    row = lock_request(by, request)
    state = after(row.state, RequestMove.TAKE, row.purposes)
    row.in_hand_of_id = by.person
    move(by, row, state, timezone.now())
    return row
