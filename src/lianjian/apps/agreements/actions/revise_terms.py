from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.actions._editing import editing
from lianjian.apps.agreements.rules.dating import check_term
from lianjian.apps.agreements.rules.ending import check_notice_days
from lianjian.apps.agreements.rules.texts import clean_line

if TYPE_CHECKING:
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def revise_terms(
    *,
    by: Actor,
    agreement: int,
    title: str,
    number: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    notice_days: int | None = None,
    seen_revision: int | None = None,
    now: datetime | None = None,
) -> None:
    """Change title, number, term and the days of notice (None leaves them). Whatever was
    frozen is reopened, for these words are signed too."""
    with editing(by, agreement, "terms", seen_revision=seen_revision, now=now) as row:
        check_term(starts_on, ends_on)
        row.title = clean_line(title, field="title")
        row.number = clean_line(number, field="number", longest=60, needed=False)
        if notice_days is not None:
            row.notice_days = check_notice_days(notice_days)
        row.starts_on, row.ends_on = starts_on, ends_on
