"""What happens when people are reminded. Nothing here carries words, names or addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersMade(Event):
    """A batch of the day's walk: how many reminders were written down, and how many cases went to their leader."""

    name: ClassVar[str] = "reminders.reminders_made"
    kind: str
    day: str
    count: int
    escalated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettled(Event):
    """The thing is done, cancelled or not due any more."""

    name: ClassVar[str] = "reminders.case_settled"
    case: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAnswered(Event):
    """Those who owe it said how it stands."""

    name: ClassVar[str] = "reminders.case_answered"
    case: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchEnded(Event):
    """A message left for its channel, was refused there, or was not needed any more (``state``)."""

    name: ClassVar[str] = "reminders.dispatch_ended"
    dispatch: int
    channel: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersSeen(Event):
    name: ClassVar[str] = "reminders.reminders_seen"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysChosen(Event):
    """Somebody chose how they are reminded."""

    name: ClassVar[str] = "reminders.ways_chosen"
    person: int
    by_mail: bool
    rest_days: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotStored(Event):
    name: ClassVar[str] = "reminders.robot_stored"
    robot: int
    group: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotRemoved(Event):
    name: ClassVar[str] = "reminders.robot_removed"
    robot: int
    group: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotTried(Event):
    name: ClassVar[str] = "reminders.robot_tried"
    robot: int
    dispatch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOpened(Event):
    """A person drew a new address for their calendar; the one before it answers no more."""

    name: ClassVar[str] = "reminders.calendar_opened"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarClosed(Event):
    name: ClassVar[str] = "reminders.calendar_closed"
    person: int
