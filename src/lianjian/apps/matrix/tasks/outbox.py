"""The outbox in the database: the five methods of ``ports.Store`` over Django's connection of the calling
thread."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import Q

from lianjian.apps.matrix.models import Attempt, Delivery
from lianjian.apps.matrix.rules.causes import Cause
from lianjian.apps.matrix.rules.settling import Failure, Settlement, Verdict, settle, verdict_of
from lianjian.apps.matrix.rules.states import Deed, State
from lianjian.apps.matrix.rules.work import Claim
from lianjian.apps.matrix.tasks.claiming import claiming_for
from lianjian.apps.matrix.tasks.consequences import consequences

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

REAPED_AT_ONCE = 200
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
    def done(self, claim: Claim, outcome: Verdict, *, now: datetime) -> bool:
        return self._write(claim, outcome, now)

    @transaction.atomic
    def fail(
        self, claim: Claim, failure: Failure, *, now: datetime, detail: str = "", after: float | None = None
    ) -> bool:
        return self._write(claim, verdict_of(failure, claim.standing, detail=detail, after=after), now)

    @transaction.atomic
    def park(self, claim: Claim, until: datetime, *, now: datetime) -> bool:
        verdict = Verdict(state=State.PARKED, cause=Cause.QUOTA_SPENT, until=until)
        return self._write(claim, verdict, now)

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
        reaped = 0
        for row in rows.order_by("lease_until")[:REAPED_AT_ONCE]:
            claim = self._claim_of(row)
            verdict = verdict_of(Failure.WORKER_LOST, claim.standing, after=0.0)
            reaped += self._write(claim, verdict, now)
        return reaped

    def _write(self, claim: Claim, verdict: Verdict, now: datetime) -> bool:
        """Settle by the rule; guarded by worker and claim, so that a late answer changes nothing."""
        settled = settle(verdict, claim.standing, now=now, random=self.chance)
        values: dict[str, object] = {
            "state": settled.state,
            "next_at": settled.next_at,
            "lease_until": None,
            "worker": "",
            "cause": settled.cause,
            "code": settled.code,
            "detail": settled.detail,
            "attempts": settled.attempts,
            "checks": settled.checks,
            "moved_at": now,
        }
        if settled.url:
            values["url"] = settled.url
        if settled.state == State.PUBLISHED:
            values |= {"published_at": now, "evidence": "answer"}
        elif settled.state == State.ACCEPTED and claim.state != State.ACCEPTED:
            values["accepted_at"] = now
        if not self._held(claim).update(**values):
            return False
        self._keep_attempt(claim, settled, now)
        consequences(claim, verdict, settled, now=now)
        return True

    def _held(self, claim: Claim) -> QuerySet[Delivery]:
        mine = Q(pk=claim.delivery, worker=claim.worker, claims=claim.number, lease_until__isnull=False)
        return Delivery.objects.across_organisations(_WHY).filter(mine)

    def _keep_attempt(self, claim: Claim, settled: Settlement, now: datetime) -> None:
        quiet = claim.state == settled.state and not settled.cause
        if quiet:  # a poll that brought nothing new is counted, not recorded
            return
        Attempt.objects.create(
            delivery_id=claim.delivery,
            at=now,
            began_as=claim.state,
            state=settled.state,
            cause=settled.cause,
            code=settled.code,
            detail=settled.detail,
            worker=claim.worker,
        )

    def _claim_of(self, row: Delivery) -> Claim:
        return Claim(
            delivery=row.pk,
            number=row.claims,
            worker=row.worker,
            outlet=row.outlet_id,
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
