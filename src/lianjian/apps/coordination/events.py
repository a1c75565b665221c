"""What happens in groups, at meetings and in villages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupFormed(Event):
    name: ClassVar[str] = "coordination.group_formed"
    group: int
    agreement: int | None
    organisation: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberAppointed(Event):
    name: ClassVar[str] = "coordination.member_appointed"
    group: int
    member: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberReleased(Event):
    name: ClassVar[str] = "coordination.member_released"
    group: int
    member: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmAgreed(Event):
    name: ClassVar[str] = "coordination.rhythm_agreed"
    rhythm: int
    group: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DutiesMade(Event):
    """Rhythms became dated duties up to and including ``until`` (ISO 8601)."""

    name: ClassVar[str] = "coordination.duties_made"
    count: int
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyAssigned(Event):
    name: ClassVar[str] = "coordination.duty_assigned"
    duty: int
    organisation: int
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFinished(Event):
    name: ClassVar[str] = "coordination.duty_finished"
    duty: int
    organisation: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCancelled(Event):
    name: ClassVar[str] = "coordination.duty_cancelled"
    duty: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecorded(Event):
    """A meeting with its minutes; ``duties`` are those its decisions became."""

    name: ClassVar[str] = "coordination.meeting_recorded"
    meeting: int
    group: int
    duties: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntryWritten(Event):
    """Somebody in a village wrote a log entry. The target says what it belongs to (``projects``,
    ``commitment:12``), both empty where it belongs to nothing; what was written stays in the row."""

    name: ClassVar[str] = "coordination.log_entry_written"
    entry: int
    village: int
    kind: str
    photos: int
    target_app: str
    target_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntryWithdrawn(Event):
    """The writer took an entry back: its words and photographs are gone."""

    name: ClassVar[str] = "coordination.log_entry_withdrawn"
    entry: int
    village: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """A handover gave a duty, a rhythm or a part in a group (``thing``, as in ``duty:5``) to somebody else."""

    name: ClassVar[str] = "coordination.taken_over"
    thing: str
    outgoing: int
    person: int
