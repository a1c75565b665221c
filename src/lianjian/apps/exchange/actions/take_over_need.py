from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.exchange.events import NeedTakenOver
from lianjian.apps.exchange.models import Need
from lianjian.apps.exchange.rules.needs import NeedState
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def take_over_need(*, by: Actor, need: int, outgoing: int, person: int, named: bool) -> bool:
    """A handover gives a need that ``outgoing`` looked after to ``person``; says whether anything changed. What names
    somebody else by now stays as it is; with ``named`` what nobody looked after is ``person``'s from now on."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only a handover can do this."))
    rows = Need.objects.across_organisations("a handover moves it").select_for_update(of=("self",))
    row = rows.filter(pk=need, state=NeedState.OPEN).first()
    if row is None or not (row.owner_id == outgoing or (row.owner_id is None and named)):
        return False
    row.owner_id = person
    row.save(update_fields=["owner"])
    tell(NeedTakenOver(need=row.pk, outgoing=outgoing, owner=person), by=by)
    return True
