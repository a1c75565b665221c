"""What the dispatcher keeps beside the outbox: leases, remote ids, quotas (``ports.Notebook``)."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q

from lianjian.apps.matrix.models import Credential, Delivery, Outlet, QuotaBucket, RemoteRef
from lianjian.apps.matrix.models.keyring import outlet_key
from lianjian.apps.matrix.queries.facts import credentials_of
from lianjian.apps.matrix.rules.quotas import QuotaSpent, read_quotas, window_of
from lianjian.apps.matrix.rules.sealing import NONCE_BYTES, seal, unseal
from lianjian.foundation.leases import hold, release

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from lianjian.apps.matrix.rules.work import Claim

HELD = 120.0
"""Seconds: longer than a call for tokens may take."""
_WHY = "the dispatcher works for all organisations"


class DatabaseNotebook:
    """Over Django's connection of the calling thread."""

    @transaction.atomic
    def renew(self, claims: Sequence[Claim], *, now: datetime, lease: float) -> int:
        held = Q(pk__in=[])
        for claim in claims:
            held |= Q(pk=claim.delivery, worker=claim.worker, claims=claim.number, lease_until__isnull=False)
        rows = Delivery.objects.across_organisations(_WHY).filter(held)
        return rows.update(lease_until=now + timedelta(seconds=lease))

    @transaction.atomic
    def remember(self, claim: Claim, name: str, value: str, *, now: datetime) -> None:
        RemoteRef.objects.across_organisations(_WHY).update_or_create(
            delivery_id=claim.delivery, name=name, defaults={"value": value, "at": now}
        )

    @transaction.atomic
    def take(self, outlet: int, call: str, *, now: datetime, all_of_it: bool = False) -> None:
        kept = Outlet.objects.across_organisations(_WHY).only("quotas").get(pk=outlet)
        for quota in (q for q in read_quotas(kept.quotas) if q.call == call):
            starts, ends = window_of(now, quota.window)
            rows = QuotaBucket.objects.across_organisations(_WHY)
            bucket, _ = rows.get_or_create(
                outlet=kept, call=call, starts_at=starts, ends_at=ends, defaults={"most": quota.most}
            )
            mine = rows.filter(pk=bucket.pk)
            if all_of_it:
                mine.update(used=F("most"))
            elif not mine.filter(used__lt=F("most")).update(used=F("used") + 1):
                raise QuotaSpent(call, ends)

    @transaction.atomic
    def keep_credentials(self, outlet: int, changed: Mapping[str, str], instead_of: str) -> None:
        rows = Credential.objects.across_organisations(_WHY).select_for_update(of=("self",))
        row = rows.select_related("outlet").filter(outlet=outlet).first()
        if row is None:  # somebody took the account away meanwhile
            return
        name, key = row.outlet.key, outlet_key()
        values = unseal(row.sealed, key=key, outlet=name)
        if instead_of and values.get("refresh_token") != instead_of:
            return  # somebody stored other ones meanwhile: what was renewed belongs to the old ones
        row.sealed = seal(
            values | dict(changed), key=key, outlet=name, nonce=secrets.token_bytes(NONCE_BYTES)
        )
        row.save(update_fields=["sealed"])  # when and by whom they were stored stays: a person did that

    def due_within(self, seconds: float, *, now: datetime) -> bool:
        soon = now + timedelta(seconds=seconds)
        rows = Delivery.objects.across_organisations(_WHY)
        return rows.filter(Q(lease_until__isnull=False) | Q(next_at__lte=soon)).exists()


def stored_credentials(outlet: int) -> Mapping[str, str]:
    """The credentials of an outlet as they are now."""
    return credentials_of(Outlet.objects.across_organisations(_WHY).get(pk=outlet))


@transaction.atomic
def begin_renewing(outlet: int, *, holder: str, now: datetime) -> bool:
    """Be the one who renews an outlet's tokens, for two minutes at most; False while somebody else is."""
    return hold(f"matrix.renewing:{outlet}", holder=holder, now=now, seconds=HELD)


def end_renewing(outlet: int, *, holder: str) -> None:
    """Let the next one renew."""
    release(f"matrix.renewing:{outlet}", holder=holder)
