"""What happens in spread. Single reads and forwards are no domain events: they are counted, and the trail
holds what each roll-up counted (see ``actions/record_events.py``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFollowed(Event):
    """A published story is counted from now on, or its facts changed with a new revision."""

    name: ClassVar[str] = "spread.story_followed"
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryDropped(Event):
    """A withdrawn story is no longer counted; what was counted stays."""

    name: ClassVar[str] = "spread.story_dropped"
    story: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsRolledUp(Event):
    """Events up to key ``upto`` are in the roll-up: so many new reads and forwards since the time before."""

    name: ClassVar[str] = "spread.events_rolled_up"
    upto: int
    reads: int
    forwards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsRecomputed(Event):
    """The roll-up was made anew from the events; ``differing`` cells had been wrong."""

    name: ClassVar[str] = "spread.counts_recomputed"
    cells: int
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLoaded(Event):
    """Reads and forwards of the past were brought in."""

    name: ClassVar[str] = "spread.history_loaded"
    reads: int
    forwards: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformFiguresRecorded(Event):
    """Figures of platforms were fetched or typed in."""

    name: ClassVar[str] = "spread.platform_figures_recorded"
    outlets: list[str]
    figures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaltDrawn(Event):
    """A new day's salt was drawn and the older ones were destroyed."""

    name: ClassVar[str] = "spread.salt_drawn"
    day: str
