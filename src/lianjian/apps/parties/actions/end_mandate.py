from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from lianjian.apps.parties.actions._granting import check_grant
from lianjian.apps.parties.events import MandateEnded
from lianjian.apps.parties.models import Mandate, Posting
from lianjian.apps.parties.rules.mandates import judge_end
from lianjian.apps.parties.rules.roles import STEWARDS, Role
from lianjian.foundation.events import tell
from lianjian.foundation.turns import take_turn
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def end_mandate(*, by: Actor, mandate: int, ends_on: date) -> Mandate:
    """Set the last day of a mandate. The row stays: who acted when must remain readable.

    A first secretary's posting ends with its mandate, so that a successor can be posted; neither is made longer
    here, for a longer stay is a posting of its own.
    """
    held = Mandate.objects.by(by).select_for_update().filter(pk=mandate).first()
    if held is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=held.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    check_grant(by, organisation=held.organisation_id, role=held.role)
    # two administrators who end each other's mandates at once must not both be the one who stays
    take_turn(f"parties.administration:{held.organisation_id}")
    judge_end(
        held.role,
        starts_on=held.starts_on,
        ends_on=ends_on,
        before=held.ends_on,
        administered_after=_administered(held, ends_on + timedelta(days=1)),
    )
    _shorten_posting(held, ends_on)
    held.ends_on = ends_on
    held.save(update_fields=["ends_on"])
    told = MandateEnded(
        mandate=held.pk, person=held.person_id, organisation=held.organisation_id, role=held.role
    )
    tell(told, by=by)
    return held


def _shorten_posting(held: Mandate, ends_on: date) -> None:
    posting = Posting.objects.across_organisations("the mandate in hand").filter(mandate=held).first()
    if posting is None:
        return
    if ends_on > posting.ends_on:
        raise Refused(
            gettext_noop("The posting ends on %(day)s; it cannot be made longer."),
            cure=gettext_noop("Enter the longer stay as a posting of its own."),
            field="ends_on",
            day=posting.ends_on.isoformat(),
        )
    posting.ends_on = ends_on
    posting.save(update_fields=["ends_on"])


def _administered(held: Mandate, day: date) -> bool:
    """Whether another person than the holder administers the organisation on ``day``."""
    others = Mandate.objects.across_organisations("the organisation's own, of which one is in hand")
    others = others.filter(
        Q(ends_on=None) | Q(ends_on__gte=day),
        organisation=held.organisation_id,
        role=Role.ADMINISTRATOR,
        starts_on__lte=day,
    )
    return any(other.person_id != held.person_id for other in others)
