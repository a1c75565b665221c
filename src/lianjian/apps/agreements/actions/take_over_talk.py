from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.events import TalkTakenOver
from lianjian.apps.agreements.models import Proposal, Stand
from lianjian.apps.agreements.rules.negotiating import ProposalState, StandKind
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

WHY = "a handover moves it"


@transaction.atomic
def take_over_talk(*, by: Actor, thing: str, outgoing: int, person: int, named: bool) -> bool:
    """A handover gives a proposal (``proposal:5``) or an objection (``objection:5``) that ``outgoing`` spoke for to
    ``person``; says whether anything changed. What is settled, or names somebody else by now, stays as it is; with
    ``named`` what named nobody is ``person``'s from now on."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only a handover can do this."))
    word, _colon, number = thing.partition(":")
    row: Proposal | Stand | None
    if word == "proposal":
        proposals = Proposal.objects.across_organisations(WHY).select_for_update(of=("self",))
        row = proposals.filter(pk=int(number), state=ProposalState.OPEN).first()
    else:
        stands = Stand.objects.across_organisations(WHY).select_for_update(of=("self",))
        row = stands.filter(pk=int(number), kind=StandKind.OBJECTS, settled_at=None).first()
    if row is None or not (row.person_id == outgoing or (row.person_id is None and named)):
        return False
    row.person_id = person
    row.save(update_fields=["person"])
    tell(TalkTakenOver(thing=thing, outgoing=outgoing, person=person), by=by)
    return True
