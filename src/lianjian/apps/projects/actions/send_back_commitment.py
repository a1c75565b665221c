from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.projects.models import Progress
    from lianjian.foundation.actor import Actor


@transaction.atomic
def send_back_commitment(
    *,
    by: Actor,
    commitment: int,
    reason: str,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """The receiver says that it is not done, and why; it is open again with its old day."""
    return take_step(
        by,
        commitment,
        Move.SEND_BACK,
        text=reason,
        text_needed=True,
        client_key=client_key,
        now=now,
    )
