from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from lianjian.apps.agreements.rules.texts import clean, clean_line
from lianjian.apps.coordination.actions._running import lock_group
from lianjian.apps.coordination.actions._seats import check_people, set_seats
from lianjian.apps.coordination.events import MeetingPlanned
from lianjian.apps.coordination.models import Meeting
from lianjian.apps.coordination.rules.meetings import Attendance, MeetingState, check_planned, check_to_come
from lianjian.foundation.events import tell
from lianjian.kernel.clock import civil_date
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from lianjian.foundation.actor import Actor


@transaction.atomic
def plan_meeting(
    *,
    by: Actor,
    group: int,
    title: str,
    held_at: datetime,
    place: str = "",
    agenda: str = "",
    invited: Collection[int] = (),
    meeting: int | None = None,
    client_key: str | None = None,
) -> Meeting:
    """Plan a meeting of a group with its agenda, or, with ``meeting``, change one that is to come.

    ``invited`` are keys of people who hold a mandate in a party of the group today. The same ``client_key`` in the same
    group again is the same meeting.
    """
    house = lock_group(by, group)
    rows = Meeting.objects.across_organisations("below the group in hand").filter(group=house)
    if meeting is None and client_key and (there := rows.filter(client_key=client_key).first()) is not None:
        return there
    row = Meeting(group=house, entered_by_id=by.person, client_key=client_key or None)
    if meeting is not None:
        found = rows.filter(pk=meeting).first()
        if found is None:
            raise NotThere
        check_planned(found.state)
        row = found
    now = timezone.now()
    check_people(house, invited, civil_date(now), field="invited")
    row.title = clean_line(title, field="title")
    row.held_at = check_to_come(held_at, moment=now)
    row.place = clean_line(place, field="place", needed=False)
    row.agenda = clean(agenda, field="agenda", needed=False)
    row.state = MeetingState.PLANNED
    row.save()
    set_seats(row, dict.fromkeys(invited, Attendance.UNKNOWN))
    tell(MeetingPlanned(meeting=row.pk, group=house.pk, changed=meeting is not None), by=by)
    return row
