"""What happens to endowments, to needs and to the list of experts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EndowmentRecorded(Event):
    name: ClassVar[str] = "exchange.endowment_recorded"
    endowment: int
    organisation: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndowmentShown(Event):
    """Everybody may see it from now on (``public`` True), or no longer."""

    name: ClassVar[str] = "exchange.endowment_shown"
    endowment: int
    organisation: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EndowmentWithdrawn(Event):
    name: ClassVar[str] = "exchange.endowment_withdrawn"
    endowment: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertListed(Event):
    """A new entry, or one brought up to date (``new`` False)."""

    name: ClassVar[str] = "exchange.expert_listed"
    expert: int
    organisation: int
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertReachable(Event):
    name: ClassVar[str] = "exchange.expert_reachable"
    expert: int
    reachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpertRetired(Event):
    name: ClassVar[str] = "exchange.expert_retired"
    expert: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedRecorded(Event):
    name: ClassVar[str] = "exchange.need_recorded"
    need: int
    organisation: int
    work_area: str
    owner: int | None
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedMoved(Event):
    """A step about a need (``rules.needs.NeedMove``): from which state to which. ``met_by`` is the organisation that met
    it, None where it was not, or was met by somebody in words."""

    name: ClassVar[str] = "exchange.need_moved"
    need: int
    organisation: int
    move: str
    before: str
    after: str
    step: int
    met_by: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTakenOver(Event):
    """A handover gave it to somebody else to look after."""

    name: ClassVar[str] = "exchange.need_taken_over"
    need: int
    outgoing: int
    owner: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedForgotten(Event):
    """The log entry it was written with was taken back: where ``words`` is True, its words are gone and it is closed."""

    name: ClassVar[str] = "exchange.need_forgotten"
    need: int
    entry: int
    words: bool
