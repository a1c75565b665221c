"""The outbox in the database: the methods of ``ports.Store`` over Django's connection of the calling
thread."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction

from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.rules.settling import Failure, settle, verdict_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim, Ending
from lianjian.apps.matrix.tasks.claiming import claiming_for
from lianjian.apps.matrix.tasks.consequences import consequences
from lianjian.apps.matrix.tasks.endings import book_for

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

REAPED_AT_ONCE = 200
_WHY = "the dispatcher works for all organisations"


class Outbox:
    """The store of the dispatcher. ``reconciling``: platforms whose adapter can settle a lost answer by
    itself."""

    def __init__(self, reconciling: frozenset[str], chance: random.Random | None = None) -> None:
        self.reconciling = reconciling
        self.chance = chance or random.Random()  # noqa: S311 - spreads retries, guards nothing

    @transaction.atomic(savepoint=False)
    def claim(self, *, worker: str, slots: int, now: datetime, lease: float) -> list[Claim]:
        claiming = claiming_for(connection.vendor, self.reconciling)
        return claiming.claim(worker=worker, slots=slots, now=now, until=now + timedelta(seconds=lease))

    @transaction.atomic(savepoint=False)
    def settle(self, endings: Sequence[Ending]) -> list[bool]:
        """Settle by the rule; guarded by worker and claim, so that a late answer changes nothing."""
        settled = [
            (one, settle(one.verdict, one.claim.standing, now=one.at, random=self.chance)) for one in endings
        ]
        kept = book_for(connection.vendor).write(settled)
        consequences([pair for pair, is_kept in zip(settled, kept, strict=True) if is_kept])
        return kept

    def overdue(self, *, now: datetime) -> bool:
        return Delivery.objects.across_organisations(_WHY).filter(lease_until__lt=now).exists()

    @transaction.atomic(savepoint=False)
    def reap(self, *, now: datetime) -> int:
        rows = (
            Delivery.objects.across_organisations(_WHY)
            .filter(lease_until__lt=now)
            .select_related("outlet")
            .select_for_update(
                of=("self",), skip_locked=connection.features.has_select_for_update_skip_locked
            )
        )
        claims = [self._claim_of(row) for row in rows.order_by("lease_until")[:REAPED_AT_ONCE]]
        return sum(
            self.settle(
                [
                    Ending(claim, verdict_of(Failure.WORKER_LOST, claim.standing, after=0.0), now)
                    for claim in claims
                ]
            )
        )

    def _claim_of(self, row: Delivery) -> Claim:
        return Claim(
            delivery=row.pk,
            number=row.claims,
            worker=row.worker,
            outlet=row.outlet_id,
            outlet_key=row.outlet.key,
            platform=row.outlet.platform,
            mode=row.outlet.mode,
            idempotent=row.outlet.idempotent,
            reconciles=row.outlet.platform in self.reconciling,
            story=row.story,
            revision=row.revision,
            deed=Deed(row.deed),
            state=State(row.state),
            attempts=row.attempts,
            checks=row.checks,
            key=row.key,
            changes=row.changes,
        )
