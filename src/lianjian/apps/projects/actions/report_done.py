from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.projects.actions._steps import take_step
from lianjian.apps.projects.rules.commitments import Move
from lianjian.apps.projects.rules.evidence import check_evidence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.models import Progress
    from lianjian.apps.projects.rules.evidence import File
    from lianjian.foundation.actor import Actor


def report_done(
    *,
    by: Actor,
    commitment: int,
    text: str = "",
    value: str | int | Decimal | None = None,
    files: Sequence[File] = (),
    log_entry: int | None = None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Progress:
    """The giver says that it is done. It counts as done on this day once the receiver confirms it."""
    evidence = check_evidence(list(files))  # slow: outside the transaction, which others wait for
    with transaction.atomic():
        return take_step(
            by,
            commitment,
            Move.DONE,
            text=text,
            text_needed=False,
            value=value,
            files=evidence,
            log_entry=log_entry,
            client_key=client_key,
            now=now,
        )
