from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.events import OrganisationsInvited
from lianjian.apps.agreements.models import Initiative, Invitation
from lianjian.apps.agreements.rules.invitations import MOST_AT_ONCE
from lianjian.apps.agreements.rules.responses import CallState
from lianjian.apps.parties.rules.roles import STEWARDS
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lianjian.apps.agreements.rules.invitations import Guest
    from lianjian.foundation.actor import Actor


@transaction.atomic
def invite_organisations(*, by: Actor, initiative: int, guests: Sequence[Guest]) -> int:
    """Invite organisations to answer a published call, each by a link of its own; returns how many are new. Whoever is
    invited already stays so: sending a list twice is sending it once."""
    call = Initiative.objects.by(by).select_for_update().filter(pk=initiative).first()
    if call is None:
        raise NotThere
    if not by.holds(*STEWARDS, organisation=call.organisation_id):
        raise NotAllowed(
            gettext_noop("Only a leader, liaison officer or administrator of the organisation can do this.")
        )
    if call.state != CallState.PUBLISHED:
        raise Refused(gettext_noop("Publish the call before you invite to it."))
    if len(guests) > MOST_AT_ONCE:
        raise Refused(
            gettext_noop("At most %(most)s organisations are invited at once."),
            field="file",
            most=MOST_AT_ONCE,
        )
    rows = Invitation.objects.by(by).filter(initiative=call)
    known = set(rows.order_by().values_list("organisation_name", flat=True))
    new = {guest.name: guest for guest in guests if guest.name not in known}
    Invitation.objects.bulk_create(
        [
            Invitation(
                initiative=call,
                organisation_name=guest.name,
                division_id=guest.division,
                contact_name=guest.contact_name,
                contact=guest.contact,
                address=guest.address,
                nonce=secrets.token_hex(8),
                invited_at=timezone.now(),
            )
            for guest in new.values()
        ],
        batch_size=500,
    )
    if new:
        tell(OrganisationsInvited(initiative=call.pk, invitations=len(new)), by=by)
    return len(new)
