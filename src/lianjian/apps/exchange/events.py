"""What happens to endowments and to the list of experts."""

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
