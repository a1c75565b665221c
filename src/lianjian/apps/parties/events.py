"""What happens among parties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from lianjian.foundation.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationRegistered(Event):
    name: ClassVar[str] = "parties.organisation_registered"
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonRegistered(Event):
    name: ClassVar[str] = "parties.person_registered"
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOpened(Event):
    name: ClassVar[str] = "parties.account_opened"
    account: int
    person: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateGranted(Event):
    name: ClassVar[str] = "parties.mandate_granted"
    mandate: int
    person: int
    organisation: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateEnded(Event):
    name: ClassVar[str] = "parties.mandate_ended"
    mandate: int
    person: int
    organisation: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSecretaryPosted(Event):
    name: ClassVar[str] = "parties.first_secretary_posted"
    posting: int
    person: int
    village: int
    batch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionsLoaded(Event):
    name: ClassVar[str] = "parties.divisions_loaded"
    rows: int
    source: str
