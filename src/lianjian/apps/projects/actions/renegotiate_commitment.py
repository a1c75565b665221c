from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move

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
    """The receiver agrees to a later day, with the reason. The first day and every change stay readable;
    the state stays as it is."""
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
