from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._answering import REASON, hash_of, keep_pace, new_code
from lianjian.apps.agreements.actions.ask_to_answer import Asked
from lianjian.apps.agreements.events import AnswerAsked
from lianjian.apps.agreements.models import PendingAnswer
from lianjian.apps.agreements.rules.verifying import Way, mobile
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def send_code_again(*, by: Actor, pending: int, network: str = "") -> Asked:
    """Draw another code for an answer that waits for one by telephone; the one before is void. The pace is the same as
    for new answers. The caller has shown the signed address."""
    row = PendingAnswer.objects.across_organisations(REASON).select_for_update(of=("self",))
    waiting = row.filter(pk=pending, way=Way.PHONE, response=None).first()
    if waiting is None:
        raise NotThere
    take_turn(f"agreements.answering:{waiting.initiative_id}")
    now, number = timezone.now(), mobile(waiting.contact)
    keep_pace(waiting.initiative_id, number=number, network=network, now=now)
    code = new_code(Way.PHONE)
    waiting.code_hash, waiting.sent_at, waiting.tries = hash_of(waiting, code), now, 0
    waiting.save(update_fields=["code_hash", "sent_at", "tries"])
    tell(AnswerAsked(initiative=waiting.initiative_id, way=waiting.way), by=by)
    return Asked(waiting, number, code)
