from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.coordination.events import GatheringReplied
from lianjian.apps.coordination.queries.gathering_links import guest_by_link
from lianjian.apps.coordination.rules.gatherings import check_answer
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Guest
    from lianjian.foundation.actor import Actor


@transaction.atomic
def reply_by_link(
    *,
    by: Actor,
    gathering: int,
    token: str,
    answer: str,
    people: int | None = None,
    remark: str = "",
    may_be_named: bool = False,
) -> Guest:
    """A guest without an account replies through their personal address. Whoever has the address is the guest."""
    guest = guest_by_link(gathering, token, now=timezone.now(), lock=True)
    row, now = guest.gathering, timezone.now()
    kept = check_answer(answer, people, state=row.state, today=civil_date(now), until=row.replies_until)
    guest.answer, guest.people = kept, (people or 0) if kept == "yes" else 0
    guest.remark = clean_line(remark, field="remark", longest=300, needed=False)
    guest.replied_at, guest.may_be_named = now, may_be_named
    guest.save()
    told = GatheringReplied(gathering=row.pk, organisation=None, guest=guest.pk, answer=kept)
    tell(told, by=by)
    return guest
