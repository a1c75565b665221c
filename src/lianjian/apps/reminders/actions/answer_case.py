from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.reminders.events import CaseAnswered
from lianjian.apps.reminders.models import Case
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotAllowed, gettext_noop

if TYPE_CHECKING:
    from lianjian.apps.reminders.rules.stages import Kind
    from lianjian.foundation.actor import Actor


@transaction.atomic
def answer_case(*, by: Actor, kind: Kind, thing: int) -> bool:
    """Note that those who owe a thing said how it stands: they are not silent until the next reminder. False where
    nobody was reminded of it."""
    if not by.network_wide:
        raise NotAllowed(gettext_noop("Only the system reminds."))
    rows = Case.objects.across_organisations("an answer is an answer to everybody").select_for_update()
    case = rows.filter(kind=kind, thing=thing, settled_at=None).first()
    if case is None:
        return False
    case.answered_on = civil_date(timezone.now())
    case.save(update_fields=["answered_on"])
    tell(CaseAnswered(case=case.pk, kind=kind), by=by)
    return True
