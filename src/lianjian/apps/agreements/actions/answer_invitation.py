from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.actions.answer_initiative import answer_initiative
from lianjian.apps.agreements.events import InvitationAnswered
from lianjian.apps.agreements.models import Invitation
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.agreements.models import InitiativeResponse
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_invitation(
    *, by: Actor, invitation: int, contact_name: str, contact: str, client_key: str, message: str = ""
) -> InitiativeResponse:
    """The invited organisation answers: one answer, under the name it was invited by. No code is needed, the link came
    to it. The caller has shown the signed link."""
    rows = Invitation.objects.across_organisations("the signed link is the key").select_for_update(
        of=("self",)
    )
    row = rows.filter(pk=invitation, revoked_at=None).first()
    if row is None:
        raise NotThere
    if row.response is not None:
        if row.response.client_key == client_key:
            return row.response
        raise Refused(
            gettext_noop("%(name)s has answered this call already."),
            cure=gettext_noop("Ask those who called if something must be corrected."),
            name=row.organisation_name,
        )
    row.response = answer_initiative(
        by=by,
        initiative=row.initiative_id,
        organisation_name=row.organisation_name,
        division=row.division_id,
        contact_name=contact_name,
        contact=contact,
        message=message,
        client_key=client_key,
    )
    row.save(update_fields=["response"])
    tell(InvitationAnswered(initiative=row.initiative_id, invitation=row.pk), by=by)
    return row.response
