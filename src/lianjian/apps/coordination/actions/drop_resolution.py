from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.events import ResolutionDropped
from lianjian.apps.coordination.models import Resolution
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def drop_resolution(*, by: Actor, gathering: int, resolution: int) -> Gathering:
    """Strike out a resolution that nobody has accepted; one that is a promise by now is withdrawn there."""
    row = lock_gathering(by, gathering)
    rows = Resolution.objects.across_organisations("below the gathering in hand").select_for_update()
    found = rows.filter(gathering=row, pk=resolution).first()
    if found is None:
        raise NotThere
    if found.accepted_at is not None:
        raise Refused(
            gettext_noop("This resolution has been accepted: it is a promise now."),
            cure=gettext_noop("Withdraw the commitment or cancel the duty instead."),
        )
    found.delete()
    tell(ResolutionDropped(gathering=row.pk, resolution=resolution), by=by)
    return row
