"""What the days bring to agreements, for the worker that leads."""

from __future__ import annotations

from django.utils import timezone

from lianjian.apps.agreements.actions.announce_endings import announce_endings
from lianjian.apps.agreements.actions.carry_out_notices import carry_out_notices
from lianjian.apps.agreements.actions.expire_agreements import expire_agreements
from lianjian.foundation.actor import Actor
from lianjian.kernel.clock import civil_date


def keep_terms() -> None:
    """Let parties go whose notice has run out, end what has expired, tell whose end is near; safe to run at any time
    and as often as one likes."""
    system, today = Actor.system("agreements.terms"), civil_date(timezone.now())
    for verb in (carry_out_notices, expire_agreements, announce_endings):
        while verb(by=system, today=today):
            pass
