from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import InvitationWithdrawn
from lianjian.apps.coordination.models import Guest, InvitedHouse, SignIn
from lianjian.apps.coordination.rules.gatherings import check_open
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_invitation(
    *, by: Actor, gathering: int, organisation: int | None = None, guest: int | None = None
) -> Gathering:
    """Take back the invitation of an organisation or of a guest: it sees nothing any more, its link leads nowhere."""
    row = lock_gathering(by, gathering)
    check_open(row.state)
    found: InvitedHouse | Guest | None
    if organisation is not None:
        houses = InvitedHouse.objects.across_organisations("below the gathering in hand")
        found = houses.filter(gathering=row, organisation=organisation).first()
    elif guest is None:
        raise NotThere
    else:
        found = (
            Guest.objects.across_organisations("below the gathering in hand")
            .filter(gathering=row, pk=guest)
            .first()
        )
        came = SignIn.objects.across_organisations("below the gathering in hand").filter(guest=guest)
        if came.exists():
            raise Refused(gettext_noop("This guest has already come; the invitation stays."))
    if found is None:
        raise NotThere
    if found.withdrawn_at is None:
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        tell(InvitationWithdrawn(gathering=row.pk, organisation=organisation, guest=guest), by=by)
    return row
