from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import ResponseAdvanced
from lianjian.apps.agreements.models import InitiativeResponse
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.responses import judge_step
from lianjian.apps.agreements.rules.texts import clean
from lianjian.apps.parties.queries import organisations
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def advance_response(
    *,
    by: Actor,
    response: int,
    to: str,
    note: str = "",
    organisation: int | None = None,
    now: datetime | None = None,
) -> InitiativeResponse:
    """Take an answer one step on (``rules.responses``). ``organisation`` is its entry in the register,
    needed to join."""
    row = InitiativeResponse.objects.by(by).select_for_update(of=("self",)).filter(pk=response)
    answer = row.select_related("initiative").first()
    if answer is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=answer.initiative.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if answer.state == to:
        return answer
    if organisation is not None and not organisations().filter(pk=organisation).exists():
        raise Refused(gettext_noop("This organisation is not in the register."), field="organisation")
    before = answer.state
    answer.organisation_id = organisation if organisation is not None else answer.organisation_id
    answer.state = judge_step(before, to, organisation=answer.organisation_id)
    answer.note = clean(note, field="note", longest=2000, needed=False) or answer.note
    answer.moved_at = moment_of(by, now, wall=timezone.now())
    answer.save(update_fields=["state", "note", "moved_at", "organisation"])
    told = ResponseAdvanced(
        initiative=answer.initiative_id,
        response=answer.pk,
        before=before,
        after=answer.state,
        organisation=answer.organisation_id,
    )
    tell(told, by=by)
    return answer
