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
def close_request(*, by: Actor, request: int) -> HelpRequest:
    """Nothing more is to be done: the letter is destroyed thirty days later, or when the consent ends."""
    row = lock_request(by, request)
    move(by, row, after(row.state, RequestMove.CLOSE, row.purposes), timezone.now())
    return row
