from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._editing import lock_agreement
from lianjian.apps.agreements.events import AgreementClosed
from lianjian.apps.agreements.queries.paper import paper_of
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.drafts import NEGOTIATORS
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import Agreement
    from lianjian.foundation.actor import Actor


@transaction.atomic
def close_agreement(*, by: Actor, agreement: int, reason: str, now: datetime | None = None) -> Agreement:
    """Withdraw an agreement that is not in force yet; the party that holds the pen may. The reason is kept; texts
    and signatures stay readable. One in force ends by consent, by its last day, or as parties leave."""
    row = lock_agreement(by, agreement)
    paper = paper_of(row).withdraw()
    if not by.holds(*NEGOTIATORS, organisation=row.pen_with):
        raise NotAllowed(gettext_noop("Only the party that holds the pen can withdraw it."))
    row.state = paper.state
    row.closed_at = moment_of(by, now, wall=timezone.now())
    row.closing_reason = clean(reason, field="reason", longest=2000)
    row.save(update_fields=["state", "closed_at", "closing_reason"])
    tell(AgreementClosed(agreement=row.pk, state=row.state), by=by)
    return row
