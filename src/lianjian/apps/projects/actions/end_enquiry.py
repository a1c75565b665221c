from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.dating import moment_of
from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.projects.actions._enquiring import keep_step, lock_enquiry
from lianjian.apps.projects.rules.alliances import check_goods_unit, known_amount
from lianjian.apps.projects.rules.enquiries import (
    EnquiryStepKind,
    check_end,
    check_open,
    check_sale,
)

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from lianjian.apps.projects.models import Enquiry
    from lianjian.foundation.actor import Actor


@transaction.atomic
def end_enquiry(
    *,
    by: Actor,
    enquiry: int,
    end: str,
    amount: str | int | Decimal | None = None,
    unit: str = "",
    yuan: str | int | Decimal | None = None,
    remark: str = "",
    now: datetime | None = None,
) -> Enquiry:
    """Say what came of an enquiry: sold (amount, unit and yuan, each known or unknown), a visit, not possible with the
    reason, no answer from the asker. The same end twice is once."""
    row = lock_enquiry(by, enquiry)
    after = check_end(end)
    if row.state == after:
        return row
    check_open(row.state)
    number, money = known_amount(amount, field="amount"), known_amount(yuan, field="yuan")
    words = clean_line(remark, field="remark", longest=300, needed=False)
    check_sale(after, amount=number is not None, unit=bool(unit), yuan=money is not None, remark=bool(words))
    row.state = after
    row.amount, row.yuan, row.remark = number, money, words
    row.unit = check_goods_unit(unit) if unit else ""
    row.ended_at = moment_of(by, now, wall=timezone.now())
    row.taken_by_id = row.taken_by_id or by.person
    row.save(update_fields=["state", "amount", "yuan", "remark", "unit", "ended_at", "taken_by"])
    keep_step(by, row, EnquiryStepKind.ENDED, organisation=row.handler_id, text=words, at=row.ended_at)
    return row
