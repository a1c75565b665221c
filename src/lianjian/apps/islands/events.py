"""What happens around the stations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionPublished(Event):
    """The feed of the stations was signed; ``version`` is its edition."""

    name: ClassVar[str] = "islands.edition_published"
    version: int
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationEnrolled(Event):
    name: ClassVar[str] = "islands.station_enrolled"
    station: str
    village: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationReportedLost(Event):
    """``requests``: those from it that are open, whose people are told."""

    name: ClassVar[str] = "islands.station_reported_lost"
    station: str
    village: int
    requests: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationReplaced(Event):
    """``by_station``: the box that took its place; the same one where it came back with the keys of the recovery sheet."""

    name: ClassVar[str] = "islands.station_replaced"
    station: str
    by_station: str
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StationFound(Event):
    """A lost station is there again, untouched."""

    name: ClassVar[str] = "islands.station_found"
    station: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultSettled(Event):
    name: ClassVar[str] = "islands.fault_settled"
    station: str
    fault: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxOpened(Event):
    name: ClassVar[str] = "islands.inbox_opened"
    inbox: str
    role: str
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxClosed(Event):
    name: ClassVar[str] = "islands.inbox_closed"
    inbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelTaken(Event):
    """``letters``: how many were new in it; ``faults``: kinds of what was found wrong."""

    name: ClassVar[str] = "islands.parcel_taken"
    station: str
    serial: int
    letters: int
    log_size: int
    faults: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOpened(Event):
    """Somebody read a letter: who stands in the record of the event."""

    name: ClassVar[str] = "islands.request_opened"
    request: int
    inbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMoved(Event):
    """``to``: the inbox a request was passed on to, "" else."""

    name: ClassVar[str] = "islands.request_moved"
    request: int
    before: str
    after: str
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswered(Event):
    name: ClassVar[str] = "islands.request_answered"
    request: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersDestroyed(Event):
    """Letters whose term was over; ``requests`` are their keys."""

    name: ClassVar[str] = "islands.letters_destroyed"
    requests: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RepliesSealed(Event):
    name: ClassVar[str] = "islands.replies_sealed"
    station: str
    serial: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSeen(Event):
    """Those to whom an inbox belongs know which requests a lost station leaves."""

    name: ClassVar[str] = "islands.loss_seen"
    loss: int
