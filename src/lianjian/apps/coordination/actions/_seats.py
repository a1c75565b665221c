"""Who may sit in a meeting of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lianjian.apps.coordination.actions._running import parties_of
from lianjian.apps.coordination.models import Meeting, Seat
from lianjian.apps.parties.queries import holders
from lianjian.apps.parties.rules.roles import Role
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date

    from lianjian.apps.coordination.models import CoordinationGroup


def check_people(group: CoordinationGroup, people: Collection[int], day: date, *, field: str) -> None:
    """Raises Refused where somebody holds no mandate in a party of the group on that day."""
    known = {person for party in parties_of(group) for person in holders(party, list(Role), day)}
    if set(people) - known:
        raise Refused(
            gettext_noop("Somebody among those present holds no mandate in a party of the group."),
            field=field,
        )


def set_seats(meeting: Meeting, words: Mapping[int, str]) -> None:
    """Give each of these people their seat with its word; who is not among them loses theirs."""
    seats = {
        seat.person_id: seat
        for seat in Seat.objects.across_organisations("below the meeting in hand").filter(meeting=meeting)
    }
    for person, seat in seats.items():
        if person not in words:
            seat.delete()
        elif seat.attendance != words[person]:
            seat.attendance = words[person]
            seat.save(update_fields=["attendance"])
    Seat.objects.bulk_create(
        Seat(meeting=meeting, person_id=person, attendance=word)
        for person, word in sorted(words.items())
        if person not in seats
    )
