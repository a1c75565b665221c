"""One leader among several workers: a named lease in the database, renewed while its holder lives."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q

from lianjian.foundation.models import Lease

if TYPE_CHECKING:
    from datetime import datetime


def hold(name: str, *, holder: str, now: datetime, seconds: float) -> bool:
    """Take or renew the lease called ``name`` for ``seconds``; False while somebody else holds it."""
    until = now + timedelta(seconds=seconds)
    mine_or_over = Q(holder=holder) | Q(until__lt=now)
    if Lease.objects.filter(mine_or_over, name=name).update(holder=holder, until=until):
        return True
    try:
        with transaction.atomic():
            Lease.objects.create(name=name, holder=holder, until=until)
    except IntegrityError:
        return False
    return True


def release(name: str, *, holder: str) -> None:
    """Give the lease back, so that the next one need not wait for it to run out."""
    Lease.objects.filter(name=name, holder=holder).delete()
