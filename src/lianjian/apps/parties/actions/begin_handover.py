from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from lianjian.apps.parties.events import HandoverBegun
from lianjian.apps.parties.models import Handover, Mandate
from lianjian.apps.parties.rules.handovers import HandoverState
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.dating import moment_of
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def begin_handover(*, by: Actor, mandate: int, successor: int, now: datetime | None = None) -> Handover:
    """Begin to hand over what the holder of ``mandate`` has open to ``successor``, who holds a mandate in the same
    organisation, today or from a day to come.

    The holder may, and the organisation's leader, liaison officer and administrator, also when the term has ended
    already. One at a time for each mandate; the same again is the one that is under way.
    """
    held = Mandate.objects.by(by).filter(pk=mandate).first()
    if held is None:
        raise NotThere
    if held.person_id != by.person and not by.holds(*STEWARDS, organisation=held.organisation_id):
        raise NotAllowed(
            gettext_noop(
                "Only who leaves, or a leader, liaison officer or administrator, can begin a handover."
            )
        )
    moment = moment_of(by, now, wall=timezone.now())
    if successor == held.person_id:
        raise Refused(gettext_noop("Nobody hands over to themselves."), field="successor")
    house = Mandate.objects.across_organisations("the organisation of the mandate in hand")
    to_come = Q(ends_on=None) | Q(ends_on__gte=civil_date(moment))
    if not house.filter(to_come, person=successor, organisation=held.organisation_id).exists():
        raise Refused(
            gettext_noop("The successor holds no mandate in this organisation, today or later."),
            cure=gettext_noop("Post the first secretary or give the mandate first; it may begin later."),
            field="successor",
        )
    take_turn(f"parties.handover:{held.pk}")
    there = (
        Handover.objects.across_organisations("the mandate in hand")
        .filter(mandate=held, state=HandoverState.BEGUN)
        .first()
    )
    if there is not None and there.successor_id == successor:
        return there
    if there is not None:
        raise Refused(
            gettext_noop("A handover of this mandate to somebody else is under way."),
            cure=gettext_noop("Complete it or call it off first."),
            field="successor",
        )
    row = Handover.objects.create(
        organisation_id=held.organisation_id,
        mandate=held,
        outgoing_id=held.person_id,
        successor_id=successor,
        state=HandoverState.BEGUN,
        begun_at=moment,
    )
    told = HandoverBegun(
        handover=row.pk, organisation=row.organisation_id, outgoing=row.outgoing_id, successor=successor
    )
    tell(told, by=by)
    return row
