from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.rules.texts import clean_line
from lianjian.apps.exchange.actions._needing import begin, finish
from lianjian.apps.exchange.rules.counting import check_quantity
from lianjian.apps.exchange.rules.needs import LONGEST, NeedMove, check_wanted_by
from lianjian.apps.projects.rules.work_areas import check_area

if TYPE_CHECKING:
    from datetime import date, datetime
    from decimal import Decimal

    from lianjian.apps.exchange.models import Need
    from lianjian.foundation.actor import Actor


@transaction.atomic
def change_need(
    *,
    by: Actor,
    need: int,
    work_area: str,
    text: str,
    quantity: str | int | Decimal | None,
    unit: str,
    wanted_by: date | None,
    client_key: str | None = None,
    now: datetime | None = None,
) -> Need:
    """Say an open need in other words, numbers or with another day; what stood there before is not kept. The same again
    is no change."""
    moving = begin(by, need, NeedMove.CHANGE, client_key=client_key, now=now)
    row = moving.row
    if moving.sent:
        return row
    number, counted_in = check_quantity(quantity, unit)
    said = {
        "work_area": check_area(work_area),
        "text": clean_line(text, field="text", longest=LONGEST),
        "quantity": number,
        "unit": counted_in,
        "wanted_by": check_wanted_by(wanted_by),
    }
    if all(getattr(row, name) == value for name, value in said.items()):
        return row
    row.own_words = row.own_words or row.text != said["text"]
    for name, value in said.items():
        setattr(row, name, value)
    return finish(by, moving)
