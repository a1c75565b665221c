from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import GuestLinkRenewed
from lianjian.apps.coordination.models import Guest
from lianjian.apps.coordination.rules.gatherings import check_open
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor

MOST_LINKS = 100


@transaction.atomic
def renew_guest_link(*, by: Actor, gathering: int, guest: int) -> Guest:
    """Give a guest without an account another personal address; the old one leads nowhere from now on."""
    row = lock_gathering(by, gathering)
    check_open(row.state)
    rows = Guest.objects.across_organisations("below the gathering in hand").filter(
        gathering=row, person=None
    )
    found = rows.filter(pk=guest, withdrawn_at=None).first()
    if found is None:
        raise NotThere
    if found.link_version >= MOST_LINKS:
        raise Refused(
            gettext_noop("This guest has had too many links; take the invitation back and invite anew.")
        )
    found.link_version += 1
    found.save(update_fields=["link_version"])
    tell(GuestLinkRenewed(gathering=row.pk, guest=found.pk), by=by)
    return found
