from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._answering import put_answer
from lianjian.apps.islands.actions._moving import lock_request, move
from lianjian.apps.islands.rules.requests import RequestMove, after

if TYPE_CHECKING:
    from lianjian.apps.islands.models import Answer
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_request(*, by: Actor, request: int, text: str, client_key: str | None = None) -> Answer:
    """Answer the villager: sealed to their key at once, so that nobody on the way reads it. Another answer may follow. The
    same ``client_key`` again is one answer."""
    row = lock_request(by, request)
    state = after(row.state, RequestMove.ANSWER, row.purposes)
    answer, fresh = put_answer(by, row, text, client_key)
    if fresh:
        row.in_hand_of_id = row.in_hand_of_id or by.person
        move(by, row, state, timezone.now())
    return answer
