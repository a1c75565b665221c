"""Meetings: their states, who was there, and what they decide, as minutes and files hand it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

MOST_DECISIONS = 60
FURTHEST = timedelta(days=731)
"""How far ahead a meeting can be planned: what lies beyond was mistyped."""


class MeetingState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Attendance(StrEnum):
    """Whether somebody was there. Unknown until somebody says so: not the same as absent."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


MEETING_LABELS = {
    MeetingState.PLANNED: gettext_noop("planned"),
    MeetingState.HELD: gettext_noop("held"),
    MeetingState.CANCELLED: gettext_noop("called off"),
}
ATTENDANCE_LABELS = {
    Attendance.UNKNOWN: gettext_noop("not noted"),
    Attendance.PRESENT: gettext_noop("present"),
    Attendance.EXCUSED: gettext_noop("on leave"),
    Attendance.ABSENT: gettext_noop("absent"),
}


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """A decision in words. With ``organisation`` and ``due_on`` it becomes that organisation's duty."""

    text: str
    organisation: int | None = None
    due_on: date | None = None
    person: int | None = None

    def check(self, parties: list[int]) -> None:
        """Raises Refused where the organisation is no party of the group."""
        if self.organisation is not None and self.organisation not in parties:
            raise Refused(gettext_noop("This organisation is no party of the group."), field="decisions")


def check_planned(state: str) -> None:
    """Raises Refused where a meeting has been held or called off."""
    if state != MeetingState.PLANNED:
        raise Refused(gettext_noop("This meeting is not to come any more."))


def check_held(state: str) -> None:
    """Raises Refused where a meeting has no minutes yet."""
    if state != MeetingState.HELD:
        raise Refused(gettext_noop("This meeting has no minutes yet."))


def check_to_come(held_at: datetime, *, moment: datetime) -> datetime:
    """The time for which a meeting is planned. Raises Refused where it is over or years away."""
    if held_at.tzinfo is None:
        raise Refused(gettext_noop("The time is given without its time zone."), field="held_at")
    if held_at < moment:
        raise Refused(
            gettext_noop("This time is over."),
            cure=gettext_noop("Keep the minutes where the meeting has been held already."),
            field="held_at",
        )
    if held_at > moment + FURTHEST:
        raise Refused(gettext_noop("This year cannot be meant."), field="held_at")
    return held_at


def attendance_of(
    invited: Collection[int], present: Collection[int], excused: Collection[int], absent: Collection[int]
) -> dict[int, Attendance]:
    """One word for each person who was invited or is named. Raises Refused where somebody is named twice."""
    named: dict[int, Attendance] = {}
    for people, word in (
        (present, Attendance.PRESENT),
        (excused, Attendance.EXCUSED),
        (absent, Attendance.ABSENT),
    ):
        for person in people:
            if named.setdefault(person, word) is not word:
                raise Refused(gettext_noop("Somebody is noted as present and as missing."), field="excused")
    return {**dict.fromkeys(invited, Attendance.UNKNOWN), **named}
