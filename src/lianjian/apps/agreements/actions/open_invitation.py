from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import InvitationOpened
from lianjian.apps.agreements.models import Invitation
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def open_invitation(*, by: Actor, invitation: int) -> Invitation:
    """Note that the link of an invitation was opened for the first time; that is no answer. The caller has shown the
    signed link."""
    rows = Invitation.objects.across_organisations("the signed link is the key").select_for_update(
        of=("self",)
    )
    row = rows.filter(pk=invitation, revoked_at=None).first()
    if row is None:
        raise NotThere
    if row.opened_at is None:
        row.opened_at = timezone.now()
        row.save(update_fields=["opened_at"])
        tell(InvitationOpened(initiative=row.initiative_id, invitation=row.pk), by=by)
    return row
