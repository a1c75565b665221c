"""Codes: drawn, hashed, and the pace at which they may be asked for."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.crypto import constant_time_compare, salted_hmac

from lianjian.apps.agreements.models import CodeSent
from lianjian.apps.agreements.rules.verifying import (
    CLEAR,
    DAY,
    HOUR,
    LETTER_LETTERS,
    MESSAGE_DIGITS,
    Way,
    judge_pace,
    plain_code,
)

if TYPE_CHECKING:
    from datetime import datetime

    from lianjian.apps.agreements.models import PendingAnswer

REASON = "whoever answers has no account; the signed address is the key"


def new_code(way: Way) -> str:
    """Six digits for a message, eight clear letters for paper."""
    if way is Way.PHONE:
        return f"{secrets.randbelow(10**MESSAGE_DIGITS):0{MESSAGE_DIGITS}}"
    return "".join(secrets.choice(CLEAR) for _place in range(LETTER_LETTERS))


def hash_of(pending: PendingAnswer, code: str) -> str:
    """The keyed hash under which a code is kept: of this answer only."""
    return salted_hmac(f"agreements.code:{pending.pk}", plain_code(code), algorithm="sha256").hexdigest()


def fits(pending: PendingAnswer, code: str) -> bool:
    """Whether it is the code that was sent last; takes the same time either way."""
    return bool(pending.code_hash) and constant_time_compare(hash_of(pending, code), pending.code_hash)


def keep_pace(initiative: int, *, number: str, network: str, now: datetime) -> None:
    """Count that a code is asked for. Raises Refused where it is one too many. ``network`` is a hash already."""
    hashed = salted_hmac("agreements.number", number, algorithm="sha256").hexdigest()
    rows = CodeSent.objects.across_organisations("limits hold for everybody together")
    hour, own = Q(at__gt=now - HOUR), Q(number=hashed)
    judge_pace(
        to_number=rows.filter(own, hour).count(),
        to_number_a_day=rows.filter(own, at__gt=now - DAY).count(),
        from_network=rows.filter(hour, network=network).count() if network else 0,
        for_call=rows.filter(hour, initiative=initiative).count(),
    )
    CodeSent.objects.create(initiative_id=initiative, number=hashed, network=network[:64], at=now)
