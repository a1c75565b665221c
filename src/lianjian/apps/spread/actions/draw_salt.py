from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.spread.events import SaltDrawn
from lianjian.apps.spread.models import DailySalt
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from datetime import date

    from lianjian.foundation.actor import Actor


@transaction.atomic
def draw_salt(*, by: Actor, day: date) -> str:
    """The salt of ``day``, drawn where there is none yet; the salts of earlier days are destroyed."""
    kept = DailySalt.objects.filter(day=day).first()
    if kept is not None:
        return kept.salt
    DailySalt.objects.filter(day__lt=day).delete()
    drawn, new = DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_hex(32)})
    if new:
        tell(SaltDrawn(day=day.isoformat()), by=by)
    return drawn.salt
