from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.parties.events import MandateEnded
from lianjian.apps.parties.models import Mandate
from lianjian.apps.parties.rules.mandates import judge_end
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def end_mandate(*, by: Actor, mandate: int, ends_on: date) -> Mandate:
    """Set the last day of a mandate. The row stays: who acted when must remain readable."""
    held = Mandate.objects.by(by).select_for_update().filter(pk=mandate).first()
    if held is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=held.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    judge_end(
        held.role,
        starts_on=held.starts_on,
        ends_on=ends_on,
        before=held.ends_on,
        administered_after=_administered(held, ends_on + timedelta(days=1)),
    )
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    told = MandateEnded(
        mandate=held.pk, person=held.person_id, organisation=held.organisation_id, role=held.role
    )
    tell(told, by=by)
    return held


def _administered(held: Mandate, day: date) -> bool:
    """Whether another person than the holder administers the organisation on ``day``. Locks those mandates: two
    administrators who end each other's at once must not both be the one who stays."""
    others = Mandate.objects.across_organisations("the organisation's own, of which one is in hand")
    others = others.select_for_update().filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        organisation=held.organisation_id,
        role=Role.ADMINISTRATOR,
        starts_on__lte=day,
    )
    return any(other.person_id != held.person_id for other in others)
