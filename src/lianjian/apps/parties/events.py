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
class ActingAppointed(Event):
    name: ClassVar[str] = "parties.acting_appointed"
    mandate: int
    person: int
    instead_of: int | None
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWordWritten(Event):
    name: ClassVar[str] = "parties.by_word_written"
    by_word: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWordSettled(Event):
    name: ClassVar[str] = "parties.by_word_settled"
    by_word: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWordWithdrawn(Event):
    name: ClassVar[str] = "parties.by_word_withdrawn"
    by_word: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverBegun(Event):
    name: ClassVar[str] = "parties.handover_begun"
    handover: int
    organisation: int
    outgoing: int
    successor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItemDecided(Event):
    """``state`` is one of ``rules.handovers.ItemState``."""

    name: ClassVar[str] = "parties.handover_item_decided"
    handover: int
    source_app: str
    source_key: str
    state: str
    owner: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverItemPassed(Event):
    """An open thing of a room goes over from ``outgoing`` to ``person``, who holds a mandate from now on. ``named``: also
    where it named nobody so far."""

    name: ClassVar[str] = "parties.handover_item_passed"
    handover: int
    organisation: int
    source_app: str
    source_key: str
    outgoing: int
    person: int
    named: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCompleted(Event):
    name: ClassVar[str] = "parties.handover_completed"
    handover: int
    organisation: int
    outgoing: int
    successor: int
    items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverCancelled(Event):
    name: ClassVar[str] = "parties.handover_cancelled"
    handover: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOverWordsForgotten(Event):
    name: ClassVar[str] = "parties.handed_over_words_forgotten"
    source_app: str
    source_keys: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourRecorded(Event):
    name: ClassVar[str] = "parties.honour_recorded"
    honour: int
    organisation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourShown(Event):
    name: ClassVar[str] = "parties.honour_shown"
    honour: int
    organisation: int
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HonourWithdrawn(Event):
    name: ClassVar[str] = "parties.honour_withdrawn"
    honour: int
    organisation: int


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


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleMerged(Event):
    """Two entries of the register are one person from now on; ``rows`` of ``merged`` belong to ``survivor``, ``stayed`` had
    to stay. ``closed_account``: both signed in, and this one does no more."""

    name: ClassVar[str] = "parties.people_merged"
    merge: int
    merged: int
    survivor: int
    rows: int
    stayed: int
    closed_account: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleMergeUndone(Event):
    name: ClassVar[str] = "parties.people_merge_undone"
    merge: int
    merged: int
    survivor: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairKeptApart(Event):
    """Somebody said that two entries are not the same; ``kind`` is "organisation" or "person"."""

    name: ClassVar[str] = "parties.pair_kept_apart"
    apart: int
    kind: str
    first: int
    second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAskedAgain(Event):
    """A pair that was kept apart may be listed again."""

    name: ClassVar[str] = "parties.pair_asked_again"
    apart: int
    kind: str
    first: int
    second: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCorrected(Event):
    """A table's row was taken over: ``before`` and ``after`` by field as text, "" where there was none."""

    name: ClassVar[str] = "parties.organisation_corrected"
    organisation: int
    table: int
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateCorrected(Event):
    """A table's row was taken over for a mandate (and the posting that goes with it): as for organisations."""

    name: ClassVar[str] = "parties.mandate_corrected"
    mandate: int
    person: int
    organisation: int
    table: int
    before: dict[str, str]
    after: dict[str, str]
