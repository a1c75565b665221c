"""The audit trail as a hash chain: a changed, removed or inserted row is found by anyone who recomputes it.

Sealing runs apart from the deeds (one sealer at a time), so that deeds do not wait for one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from lianjian.foundation.models import EventRecord
from lianjian.kernel.keys import canonical_json, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

SEALER_LOCK = 0x5EA1  # key of the advisory lock; any constant serves
FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how many rows are sealed, how many still wait, and where the chain breaks."""

    sealed: int
    waiting: int
    broken_at: int | None
    head: str


def seal_of(record: EventRecord, sequence: int, previous: str) -> str:
    """SHA-256 over the canonical JSON of the row with its place in the chain."""
    return fingerprint(
        canonical_json(
            {
                "sequence": sequence,
                "previous": previous,
                "name": record.name,
                "payload": canonical_json_safe(record.payload),
                "actor": record.actor,
                "person": record.person,
                "at": record.at.isoformat(),
            }
        )
    )


def canonical_json_safe(payload: object) -> object:
    """Payloads may hold decimals as floats of a JSON column; they are hashed by their text."""
    if isinstance(payload, float):
        return repr(payload)
    if isinstance(payload, dict):
        return {key: canonical_json_safe(value) for key, value in payload.items()}
    if isinstance(payload, list):
        return [canonical_json_safe(value) for value in payload]
    return payload


def seal_waiting(limit: int = 5000) -> int:
    """Chain up to ``limit`` rows that have no seal yet, oldest first; returns how many."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        last = EventRecord.objects.exclude(sequence=None).order_by("-sequence").first()
        sequence, previous = (last.sequence or 0, last.seal) if last else (0, FIRST)
        waiting = list(EventRecord.objects.filter(sequence=None).order_by("id")[:limit])
        for record in waiting:
            sequence += 1
            record.sequence, record.previous_seal = sequence, previous
            record.seal = previous = seal_of(record, sequence, previous)
        EventRecord.objects.bulk_update(waiting, ["sequence", "previous_seal", "seal"], batch_size=500)
    return len(waiting)


def verify(records: Iterable[EventRecord] | None = None) -> Verdict:
    """Recompute the whole chain. ``broken_at`` is the first sequence number that does not fit, None where all fit."""
    chain = (
        records
        if records is not None
        else EventRecord.objects.exclude(sequence=None).order_by("sequence").iterator()
    )
    previous, broken = FIRST, None
    for sequence, record in enumerate(chain, start=1):
        fits = (
            record.sequence == sequence
            and record.previous_seal == previous
            and record.seal == seal_of(record, sequence, previous)
        )
        if not fits:
            broken = sequence
            break
        previous = record.seal
    return Verdict(
        sealed=EventRecord.objects.exclude(sequence=None).count(),
        waiting=EventRecord.objects.filter(sequence=None).count(),
        broken_at=broken,
        head=previous,
    )
