from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.apps.projects.models import Progress
    from lianjian.foundation.actor import Actor


@transaction.atomic
def renegotiate_commitment(
    *,
    by: Actor,
    commitment: int,
    due_on: date,
    reason: str,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """The receiver agrees to another day, with the reason. The first day and every change stay readable."""
    if due_on < civil_date(moment_of(by, now, wall=timezone.now())):
        raise Refused(gettext_noop("The new day has passed already."), field="due_on")
    return take_step(
        by,
        commitment,
        Move.RENEGOTIATE,
        text=reason,
        text_needed=True,
        due_on=due_on,
        client_key=client_key,
        now=now,
    )
