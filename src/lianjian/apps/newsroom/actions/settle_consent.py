from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.newsroom.events import ConsentSettled
from lianjian.apps.newsroom.models import Consent
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere, Refused, gettext_noop

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def settle_consent(*, by: Actor, consent: int) -> Consent:
    """Say that the words of a story no longer hold what an ended consent allowed. Pictures are taken out of the text instead,
    or another consent is recorded in its place."""
    rows = Consent.objects.by(by).exclude(story=None)
    row = rows.select_for_update(of=("self",)).filter(pk=consent).first()
    if row is None or row.story_id is None:
        raise NotThere
    today = civil_date(timezone.now())
    if not row.fact().ended(today):
        raise Refused(gettext_noop("This consent has not ended."))
    row.settled_on = today
    row.save(update_fields=["settled_on"])
    tell(ConsentSettled(consent=row.pk, story=row.story_id), by=by)
    return row
