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
def confirm_commitment(
    *,
    by: Actor,
    commitment: int,
    text: str = "",
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """The receiver confirms that it got what was promised. Nobody with a mandate in the giving party can,
    whatever else they hold, nor the one who reported it done; confirming the confirmed is refused."""
    return take_step(
        by,
        commitment,
        Move.CONFIRM,
        text=text,
        text_needed=False,
        client_key=client_key,
        now=now,
    )
