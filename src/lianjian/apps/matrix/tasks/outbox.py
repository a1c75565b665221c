"""The outbox in the database: the methods of ``ports.Store`` over Django's connection of the calling
thread."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from lianjian.apps.matrix.models import Delivery
from lianjian.apps.matrix.rules.settling import Failure, settle, verdict_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim, Ending
from lianjian.apps.matrix.tasks.claiming import claiming_for, moment
from lianjian.apps.matrix.tasks.consequences import consequences

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lianjian.apps.matrix.rules.settling import Settlement

REAPED_AT_ONCE = 200
SETTLE = """
UPDATE matrix_delivery SET state = %s, next_at = CASE WHEN %s THEN next_at ELSE %s END, lease_until = NULL,
  worker = '', cause = %s, code = %s, detail = %s, attempts = %s, checks = %s, moved_at = %s,
  url = CASE WHEN %s = '' THEN url ELSE %s END,
  published_at = CASE WHEN %s THEN %s ELSE published_at END, evidence = CASE WHEN %s THEN 'answer' ELSE evidence END,
  accepted_at = CASE WHEN %s THEN %s ELSE accepted_at END
WHERE id = %s AND worker = %s AND claims = %s AND lease_until IS NOT NULL
"""
KEEP_ATTEMPT = """
INSERT INTO matrix_attempt (delivery_id, at, began_as, state, cause, code, detail, worker)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_WHY = "the dispatcher works for all organisations"


class Outbox:
    """The store of the dispatcher. ``reconciling``: platforms whose adapter can settle a lost answer by
    itself."""

    def __init__(self, reconciling: frozenset[str], chance: random.Random | None = None) -> None:
        self.reconciling = reconciling
        self.chance = chance or random.Random()  # noqa: S311 - spreads retries, guards nothing

    @transaction.atomic
    def claim(self, *, worker: str, slots: int, now: datetime, lease: float) -> list[Claim]:
        claiming = claiming_for(connection.vendor, self.reconciling)
        return claiming.claim(worker=worker, slots=slots, now=now, until=now + timedelta(seconds=lease))

    @transaction.atomic
    def settle(self, endings: Sequence[Ending]) -> list[bool]:
        """Settle by the rule; guarded by worker and claim, so that a late answer changes nothing."""
        settled = [
            (one, settle(one.verdict, one.claim.standing, now=one.at, random=self.chance)) for one in endings
        ]
        values = [_values(*pair) for pair in settled]
        kept = [True] * len(values)
        with connection.cursor() as cursor:
            together = transaction.savepoint()
            cursor.executemany(SETTLE, values)
            if cursor.rowcount == len(values):
                transaction.savepoint_commit(together)
            else:  # a lease was lost: which one is told by each alone
                transaction.savepoint_rollback(together)
                for place, one in enumerate(values):
                    cursor.execute(SETTLE, one)
                    kept[place] = cursor.rowcount == 1
            written = [pair for pair, is_kept in zip(settled, kept, strict=True) if is_kept]
            tried = [_attempt(*pair) for pair in written if not _quiet(*pair)]
            if tried:
                cursor.executemany(KEEP_ATTEMPT, tried)
        consequences(written)
        return kept

    def overdue(self, *, now: datetime) -> bool:
        return Delivery.objects.across_organisations(_WHY).filter(lease_until__lt=now).exists()

    @transaction.atomic
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


def _values(one: Ending, settled: Settlement) -> tuple[Any, ...]:
    at = moment(one.at)
    public = settled.state == State.PUBLISHED
    taken = settled.state == State.ACCEPTED and one.claim.state != State.ACCEPTED
    return (
        settled.state.value,
        settled.keeps_place,
        moment(settled.next_at) if settled.next_at is not None else None,
        settled.cause,
        settled.code,
        settled.detail,
        settled.attempts,
        settled.checks,
        at,
        settled.url,
        settled.url,
        public,
        at,
        public,
        taken,
        at,
        one.claim.delivery,
        one.claim.worker,
        one.claim.number,
    )


def _quiet(one: Ending, settled: Settlement) -> bool:
    """A poll that brought nothing new is counted, not recorded."""
    return one.claim.state == settled.state and not settled.cause


def _attempt(one: Ending, settled: Settlement) -> tuple[Any, ...]:
    return (
        one.claim.delivery,
        moment(one.at),
        one.claim.state.value,
        settled.state.value,
        settled.cause,
        settled.code,
        settled.detail,
        one.claim.worker,
    )
