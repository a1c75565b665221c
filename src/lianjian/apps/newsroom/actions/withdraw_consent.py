from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import ConsentWithdrawn
from lianjian.apps.newsroom.models import Consent
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_consent(*, by: Actor, consent: int) -> Consent:
    """Write down that somebody agrees no more. Nothing is published with it from now on, and what is public with it stands on
    the desk's first page. A second call changes nothing."""
    row = Consent.objects.by(by).select_for_update(of=("self",)).filter(pk=consent).first()
    if row is None:
        raise NotThere
    if row.withdrawn_on is None:
        row.withdrawn_on = civil_date(timezone.now())
        row.save(update_fields=["withdrawn_on"])
        tell(ConsentWithdrawn(consent=row.pk, picture=row.picture_id, story=row.story_id), by=by)
    return row
