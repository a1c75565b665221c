from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from lianjian.apps.agreements.queries import agreement_card
from lianjian.apps.coordination.actions._organising import lock_gathering
from lianjian.apps.coordination.actions.plan_gathering import join_hosts, write_plan
from lianjian.apps.coordination.events import GatheringChanged
from lianjian.apps.coordination.rules.gatherings import GatheringState, check_open
from lianjian.foundation.events import tell

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from lianjian.apps.coordination.models import Gathering
    from lianjian.foundation.actor import Actor


@transaction.atomic
def change_gathering(
    *,
    by: Actor,
    gathering: int,
    title: str,
    kind: str,
    begins_at: datetime,
    ends_at: datetime,
    kind_word: str = "",
    co_organisers: Sequence[int] = (),
    place: str = "",
    agenda: str = "",
    bring: str = "",
    capacity: int | None = None,
    replies_until: date | None = None,
    public: bool = False,
    agreement: int | None = None,
    project: int | None = None,
) -> Gathering:
    """Change the plan, also to another day: those invited to an announced one then see when it was to begin before.

    The organisation that holds it stays; the meaning of the words is that of ``plan_gathering``.
    """
    row = lock_gathering(by, gathering)
    check_open(row.state)
    if agreement is not None and agreement != row.agreement_id:
        agreement_card(by, agreement)
    before, place_before = row.begins_at, row.place
    write_plan(
        row,
        title=title,
        kind=kind,
        kind_word=kind_word,
        begins_at=begins_at,
        ends_at=ends_at,
        place=place,
        agenda=agenda,
        bring=bring,
        capacity=capacity,
        replies_until=replies_until,
        public=public,
    )
    row.agreement_id, row.project = agreement, project
    announced = row.state == GatheringState.ANNOUNCED
    if announced and row.begins_at != before:
        row.moved_from = before
    row.save()
    join_hosts(row, co_organisers)
    moved = announced and (row.begins_at != before or row.place != place_before)
    tell(GatheringChanged(gathering=row.pk, moved=moved), by=by)
    return row
