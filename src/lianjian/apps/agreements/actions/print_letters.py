from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._answering import hash_of, new_code
from lianjian.apps.agreements.events import LettersPrinted
from lianjian.apps.agreements.models import Initiative, PendingAnswer
from lianjian.apps.agreements.rules.verifying import Way
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

AT_ONCE = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to an organisation that answered: where it goes and the code in it. It is nowhere else."""

    pending: int
    organisation_name: str
    address: str
    code: str


@transaction.atomic
def print_letters(*, by: Actor, initiative: int, again: bool = False) -> list[Letter]:
    """Draw the codes of the letters that are to go out, at most forty at once. ``again`` are those that were drawn
    before and have not come back: their codes before are void. Stewards of the organisation that called may."""
    call = Initiative.objects.by(by).filter(pk=initiative).first()
    if call is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=call.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    rows = PendingAnswer.objects.by(by).select_for_update(of=("self",))
    rows = rows.filter(initiative=call, way=Way.LETTER, response=None, sent_at__isnull=not again)
    now, letters = timezone.now(), []
    for waiting in rows.order_by("pk")[:AT_ONCE]:
        code = new_code(Way.LETTER)
        waiting.code_hash, waiting.sent_at, waiting.tries = hash_of(waiting, code), now, 0
        waiting.save(update_fields=["code_hash", "sent_at", "tries"])
        letters.append(Letter(waiting.pk, waiting.organisation_name, waiting.address, code))
    if letters:
        tell(LettersPrinted(initiative=call.pk, letters=len(letters)), by=by)
    return letters
