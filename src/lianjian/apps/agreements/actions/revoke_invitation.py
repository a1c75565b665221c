from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import InvitationRevoked
from lianjian.apps.agreements.models import Invitation
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def revoke_invitation(*, by: Actor, invitation: int) -> Invitation:
    """Make the link of an invitation lead nowhere. An answer that came by it stays."""
    rows = Invitation.objects.by(by).select_for_update(of=("self",)).select_related("initiative")
    row = rows.filter(pk=invitation).first()
    if row is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=row.initiative.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if row.response_id is not None:
        raise Refused(gettext_noop("The organisation has answered; its invitation is used up."))
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        tell(InvitationRevoked(initiative=row.initiative_id, invitation=row.pk), by=by)
    return row
