from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._answering import REASON, fits
from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.events import CodeTried
from lianjian.apps.agreements.models import PendingAnswer
from lianjian.apps.agreements.rules.verifying import MOST_TRIES, Way, judge_try
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import InitiativeResponse
    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a code: the answer where it fits, else why not (a msgid) and how many tries are ``left``."""

    response: InitiativeResponse | None
    why: str = ""
    left: int = 0


@transaction.atomic
def confirm_answer(*, by: Actor, pending: int, code: str) -> Tried:
    """Take the code that came back. A wrong one counts against the tries, so it is told and not refused; the right one
    makes the answer count, once. The caller has shown the signed address, or the number and code of a letter."""
    row = PendingAnswer.objects.across_organisations(REASON).select_for_update(of=("self",))
    waiting = row.filter(pk=pending).first()
    if waiting is None:
        raise NotThere
    if waiting.response is not None:
        return Tried(waiting.response)
    against = judge_try(
        sent_at=waiting.sent_at, way=Way(waiting.way), tries=waiting.tries, now=timezone.now()
    )
    if against:
        return Tried(None, against)
    if not fits(waiting, code):
        waiting.tries += 1
        waiting.save(update_fields=["tries"])
        tell(CodeTried(initiative=waiting.initiative_id, fits=False), by=by)
        return Tried(None, "", MOST_TRIES - waiting.tries)
    waiting.response = answer_initiative(
        by=by,
        initiative=waiting.initiative_id,
        organisation_name=waiting.organisation_name,
        contact_name=waiting.contact_name,
        contact=waiting.contact,
        message=waiting.message,
        division=waiting.division_id,
        client_key=waiting.client_key,
    )
    for name in ("organisation_name", "contact_name", "contact", "address", "message", "code_hash"):
        setattr(waiting, name, "")
    waiting.division = None
    waiting.save()
    tell(CodeTried(initiative=waiting.initiative_id, fits=True), by=by)
    return Tried(waiting.response)
