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
def withdraw_commitment(
    *,
    by: Actor,
    commitment: int,
    reason: str,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """Give up a commitment, with the reason.

    The receiver releases the giver. A giver who gives up alone has not kept it, and from its day on it counts
    so: one that was entered by mistake is released by the receiver.
    """
    return take_step(
        by,
        commitment,
        Move.WITHDRAW,
        text=reason,
        text_needed=True,
        client_key=client_key,
        now=now,
    )
