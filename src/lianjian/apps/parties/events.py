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


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReceived(Event):
    """Somebody sent a table to look at; nothing of it is in the register yet."""

    name: ClassVar[str] = "parties.table_received"
    table: int
    kind: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImported(Event):
    """The right rows of a table were entered in the register, all at once: ``rows`` of them. ``people`` are those who
    were known before and got a mandate by it."""

    name: ClassVar[str] = "parties.table_imported"
    table: int
    kind: str
    rows: int
    people: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesForgotten(Event):
    name: ClassVar[str] = "parties.tables_forgotten"
    tables: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationsMerged(Event):
    """Two entries of the register are one from now on; ``rows`` of ``merged`` belong to ``survivor``."""

    name: ClassVar[str] = "parties.organisations_merged"
    merge: int
    merged: int
    survivor: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Event):
    name: ClassVar[str] = "parties.merge_undone"
    merge: int
    merged: int
    survivor: int
    rows: int
