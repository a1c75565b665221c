"""Reading meetings: what is planned, and the minutes of what was held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lianjian.apps.coordination.models import Decision, Duty, Meeting, MinutesText, Seat
from lianjian.apps.coordination.rules.meetings import Attendance, MeetingState
from lianjian.kernel.refusals import NotThere

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from lianjian.foundation.actor import Actor


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A decision; the state of its duty where it became one, and ``duty`` where the reader may see that. ``became`` is
    what else it became (``projects/commitment:12``), "" for nothing."""

    id: int
    text: str
    organisation: int | None
    organisation_name: str
    due_on: date | None
    duty: int | None
    duty_state: str
    became: str


@dataclass(frozen=True, slots=True)
class SeatLine:
    """Somebody who was invited or was there; ``seen_at`` None while they have not opened the minutes."""

    person: int
    name: str
    attendance: Attendance
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting, with its minutes where it has been held; ``attendees`` are names, ``seats`` all who were invited or
    there. ``version`` counts the words of the minutes."""

    id: int
    group: int
    group_name: str
    title: str
    state: MeetingState
    held_at: datetime
    place: str
    agenda: str
    minutes: str
    version: int
    note: str
    attendees: tuple[str, ...]
    seats: tuple[SeatLine, ...]
    decisions: tuple[DecisionLine, ...]


@dataclass(frozen=True, slots=True)
class EarlierMinutes:
    """Words of the minutes that were corrected ``until``, by whom."""

    version: int
    text: str
    until: datetime
    person_name: str


def meetings_of(by: Actor, limit: int = 50, offset: int = 0, *, state: str = "") -> list[MeetingLine]:
    """The latest meetings of the groups ``by`` may see; ``state`` narrows them."""
    rows = Meeting.objects.by(by)
    if state:
        rows = rows.filter(state=state)
    return lines_of_meetings(by, rows.values_list("pk", flat=True)[offset : offset + limit])


def count_meetings(by: Actor, *, state: str = "") -> int:
    """How many those are. One query."""
    rows = Meeting.objects.by(by)
    return (rows.filter(state=state) if state else rows).count()


def meeting(by: Actor, key: int) -> MeetingLine:
    """One meeting with its minutes. Raises NotThere."""
    found = lines_of_meetings(by, Meeting.objects.by(by).filter(pk=key).values_list("pk", flat=True))
    if not found:
        raise NotThere
    return found[0]


def earlier_minutes(by: Actor, meeting: int) -> list[EarlierMinutes]:
    """What the minutes of a meeting said before they were corrected, the latest first."""
    rows = MinutesText.objects.by(by).filter(meeting=meeting).select_related("corrected_by")
    return [
        EarlierMinutes(row.version, row.text, row.until, row.corrected_by.name if row.corrected_by else "")
        for row in rows
    ]


def decision(by: Actor, key: int) -> tuple[MeetingLine, DecisionLine]:
    """One decision with its meeting. Raises NotThere."""
    row = Decision.objects.by(by).filter(pk=key).first()
    if row is None:
        raise NotThere
    line = meeting(by, row.meeting_id)
    return line, next(one for one in line.decisions if one.id == key)


def lines_of_meetings(by: Actor, keys: Iterable[int]) -> list[MeetingLine]:
    """Meetings by keys that come from rows in the scope of ``by``, newest first. Five queries."""
    rows = Meeting.objects.across_organisations("the keys come from rows in scope")
    held = rows.filter(pk__in=list(keys)).select_related("group").prefetch_related("attendees")
    seats: dict[int, list[SeatLine]] = {}
    sitting = Seat.objects.across_organisations("below the meetings in hand").filter(meeting__in=held)
    for seat in sitting.select_related("person"):
        seats.setdefault(seat.meeting_id, []).append(
            SeatLine(seat.person_id, seat.person.name, Attendance(seat.attendance), seat.seen_at)
        )
    decisions: dict[int, list[DecisionLine]] = {}
    taken = Decision.objects.across_organisations("below the meetings in hand").filter(meeting__in=held)
    taken = taken.select_related("organisation", "duty").order_by("position", "pk")
    # what became of a decision stands in the minutes; the duty itself is open to its own people only
    own = set(Duty.objects.by(by).filter(decision__in=taken).values_list("pk", flat=True))
    for one in taken:
        decisions.setdefault(one.meeting_id, []).append(
            DecisionLine(
                id=one.pk,
                text=one.text,
                organisation=one.organisation_id,
                organisation_name=one.organisation.short_name if one.organisation else "",
                due_on=one.due_on,
                duty=one.duty_id if one.duty_id in own else None,
                duty_state=one.duty.state if one.duty else "",
                became=one.became,
            )
        )
    return [
        MeetingLine(
            id=row.pk,
            group=row.group_id,
            group_name=row.group.name,
            title=row.title,
            state=MeetingState(row.state),
            held_at=row.held_at,
            place=row.place,
            agenda=row.agenda,
            minutes=row.minutes,
            version=row.version,
            note=row.note,
            attendees=tuple(person.name for person in row.attendees.all()),
            seats=tuple(seats.get(row.pk, ())),
            decisions=tuple(decisions.get(row.pk, ())),
        )
        for row in held
    ]
