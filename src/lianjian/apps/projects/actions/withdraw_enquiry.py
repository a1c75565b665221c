from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.projects.actions._enquiring import forget
from lianjian.apps.projects.events import EnquiryMoved
from lianjian.apps.projects.models import Enquiry
from lianjian.apps.projects.rules.enquiries import OPEN, EnquiryState
from lianjian.foundation.events import tell
from lianjian.kernel.keys import fingerprint
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from lianjian.foundation.actor import Actor


@transaction.atomic
def withdraw_enquiry(*, by: Actor, secret: str) -> Enquiry:
    """The asker takes back an enquiry, by the secret of their own page: name, contact and words are deleted at once, also
    where it has come to its end. Raises NotThere for another secret."""
    rows = Enquiry.objects.across_organisations("whoever has the secret has asked it")
    row = (
        rows.select_for_update(of=("self",))
        .filter(secret=fingerprint(secret.encode(errors="replace")))
        .first()
    )
    if row is None:
        raise NotThere
    if row.forgotten_at is not None:
        return row
    moment = timezone.now()
    forget(row, moment)
    if row.state in OPEN:
        row.state, row.ended_at = EnquiryState.WITHDRAWN, moment
    row.save(update_fields=["name", "contact", "text", "forgotten_at", "state", "ended_at"])
    tell(EnquiryMoved(enquiry=row.pk, handler=row.handler_id, after=row.state), by=by)
    return row
