from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.actions._scans import is_open, lock_scan, speaking_for
from lianjian.apps.agreements.events import ScanRefused
from lianjian.apps.agreements.rules.attesting import ScanState, judge_open
from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import Scan
    from lianjian.foundation.actor import Actor

LONGEST = 2000


@transaction.atomic
def refuse_scan(*, by: Actor, scan: int, organisation: int, reason: str, now: datetime | None = None) -> Scan:
    """Say, for ``organisation``, that a scan does not show the text, or not those signatures, and why. It counts for
    nobody then; another one can be brought."""
    agreement, row = lock_scan(by, scan)
    moment = moment_of(by, now, wall=timezone.now())
    speaking_for(by, agreement, organisation, moment)
    judge_open(ScanState(row.state), is_open=is_open(agreement, row))
    row.state, row.decided_at = ScanState.REFUSED, moment
    row.reason = clean(reason, field="reason", longest=LONGEST)
    row.save(update_fields=["state", "decided_at", "reason"])
    tell(ScanRefused(agreement=agreement.pk, scan=row.pk, organisation=organisation), by=by)
    return row
