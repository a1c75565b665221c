from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.islands.actions._moving import lock_request, move
from lianjian.apps.islands.models import Inbox
from lianjian.apps.islands.ports import mail_keys
from lianjian.apps.islands.queries import others_taking, refusing
from lianjian.apps.islands.rules.requests import RequestMove, after, due_on
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop
from lianjian_feed import sealing
from lianjian_feed.letters import CAP

if TYPE_CHECKING:
    from lianjian.apps.islands.models import HelpRequest
    from lianjian.foundation.actor import Actor


@transaction.atomic
def pass_on_request(*, by: Actor, request: int, inbox: str) -> HelpRequest:
    """Give it to another who can answer better, where the villager agreed to that: the same letter, as its station signed
    it, sealed to the other inbox. From then on it is theirs alone, and due by their days."""
    row = lock_request(by, request)
    now = timezone.now()
    state = after(row.state, RequestMove.PASS_ON, row.purposes)
    taking = {line.key: line for line in others_taking(by, request, civil_date(now))}
    if inbox not in taking:
        raise Refused(gettext_noop("This inbox takes no such request."), field="inbox")
    if row.letter is None:
        raise Refused(gettext_noop("The letter is destroyed; there is nothing to pass on."))
    before = row.inbox
    new = Inbox.objects.across_organisations("it takes requests of everybody").get(key=inbox)
    with refusing():
        inside = sealing.unseal(bytes(row.letter), [mail_keys().inbox(before.key)], cap=CAP)
        row.letter = sealing.seal(inside, [new.recipient])
    row.inbox, row.in_hand_of_id = new, None
    row.due_on = due_on(civil_date(now), new.days)
    move(by, row, state, now, before=before)
    return row
