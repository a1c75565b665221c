from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._answering import put_answer
from lianjian.apps.islands.actions._moving import lock_request, move
from lianjian.apps.islands.rules.requests import RequestMove, after

if TYPE_CHECKING:
    from lianjian.apps.islands.models import HelpRequest
    from lianjian.foundation.actor import Actor


@transaction.atomic
def refuse_request(*, by: Actor, request: int, reason: str, client_key: str | None = None) -> HelpRequest:
    """Say that nothing can be done here, and why: the reason goes to the villager as an answer. The same ``client_key``
    again is one."""
    row = lock_request(by, request)
    if client_key and row.answers.filter(client_key=client_key).exists():
        return row
    state = after(row.state, RequestMove.REFUSE, row.purposes)
    put_answer(by, row, reason, client_key)
    move(by, row, state, timezone.now())
    return row
