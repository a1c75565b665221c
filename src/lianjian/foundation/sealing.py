"""The audit trail as a chain of seals: a changed, removed, inserted or forged row is found by whoever holds the key.

Somebody who can write the database, but not LIANJIAN_HOME, cannot make a seal or a mark (``vouching.py``), nor
take the end of the chain away. What nobody finds is a deed that is taken away before it was sealed, half a minute
at most while the worker runs. Whoever can write LIANJIAN_HOME as well can forge everything (decision 0017).

Sealing runs apart from the deeds (one sealer at a time), so that deeds do not wait for one another.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection, transaction

from lianjian.foundation.models import EventRecord
from lianjian.foundation.vouching import (
    Voucher,
    has_record,
    keep_head,
    mark_of,
    sealed_heads,
    voucher,
    without_floats,
)
from lianjian.kernel.keys import canonical_json, fingerprint
from lianjian.kernel.refusals import Refused, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEALER_LOCK = 0x5EA1  # key of the advisory lock; any constant serves
FIRST = "0" * 64
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError)
"""What Django ends in where a column holds what no program of ours could have written, such as a garbage date."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verification found: how many rows are sealed, how many still wait, where the chain breaks, and which rows
    wait that this installation did not write (their ids; they are never sealed)."""

    sealed: int
    waiting: int
    broken_at: int | None
    head: str
    foreign: tuple[int, ...] = ()

    @property
    def is_whole(self) -> bool:
        return self.broken_at is None and not self.foreign


def seal_of(record: EventRecord, sequence: int, previous: str, by: Voucher) -> str:
    """The seal of a row at its place in the chain: by the key, or a bare SHA-256 where it was given before there was
    one."""
    told = {
        "sequence": sequence,
        "previous": previous,
        "name": record.name,
        "payload": without_floats(record.payload),
        "actor": record.actor,
        "person": record.person,
        "at": record.at.isoformat(),
    }
    if sequence <= by.before_sequence:
        return fingerprint(canonical_json(told))
    return by.sign({**told, "id": record.pk, "mark": record.mark})


def seal_waiting(limit: int = 5000) -> int:
    """Chain up to ``limit`` rows that have no seal yet, oldest first, and keep the new end of the chain outside the
    database; returns how many. Rows that this installation did not write stay out."""
    by = voucher()
    with transaction.atomic(durable=True):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEALER_LOCK])
        sealed = EventRecord.objects.exclude(sequence=None).order_by("-sequence")
        last = sealed.values_list("sequence", "seal").first()
        sequence, previous = (last[0] or 0, last[1]) if last else (0, FIRST)
        waiting: list[EventRecord] = []
        for number, record in _waiting():
            if record is None or not _is_ours(number, record, by):
                continue
            sequence += 1
            record.sequence, record.previous_seal = sequence, previous
            record.seal = previous = seal_of(record, sequence, previous, by)
            waiting.append(record)
            if len(waiting) >= limit:
                break
        EventRecord.objects.bulk_update(waiting, ["sequence", "previous_seal", "seal"], batch_size=500)
    if waiting:
        # Only now: the record may lag behind the chain after a power cut, which alarms nobody, but never lead it.
        keep_head(sequence, previous)
    return len(waiting)


def verify() -> Verdict:
    """Recompute the whole chain and compare it with the record outside the database. ``broken_at`` is the first
    number that does not fit, None where all fit: where the end is gone, the first that is missing.

    Several hubs seal in turn, each with a record of its own: every end that this one recorded must be in the chain,
    and the chain may go on behind it.
    """
    by, heads = voucher(), sealed_heads()
    if not has_record():
        raise Refused(
            gettext_noop("The record of sealed deeds, keys/audit.heads, is missing."),
            cure=gettext_noop("Bring it back from a backup, or from another hub of the same network."),
        )
    if by.before_sequence:
        heads.setdefault(by.before_sequence, set()).add(by.before_seal)
    length, previous, broken = 0, FIRST, None
    for sequence, record in enumerate(_sealed(), start=1):
        if (
            record is None
            or not _fits(record, sequence, previous, by)
            or heads.get(sequence, {record.seal}) != {record.seal}
        ):
            broken = sequence
            break
        length, previous = sequence, record.seal
    if broken is None and max(heads, default=0) > length:
        broken = length + 1
    foreign = tuple(number for number, record in _waiting() if not _is_ours(number, record, by))
    return Verdict(
        sealed=EventRecord.objects.exclude(sequence=None).count(),
        waiting=EventRecord.objects.filter(sequence=None).count() - len(foreign),
        broken_at=broken,
        head=previous,
        foreign=foreign,
    )


def _fits(record: EventRecord, sequence: int, previous: str, by: Voucher) -> bool:
    return (
        record.sequence == sequence
        and record.previous_seal == previous
        and _is_ours(record.pk, record, by)
        and _same(record.seal, lambda: seal_of(record, sequence, previous, by))
    )


def _is_ours(number: int, record: EventRecord | None, by: Voucher) -> bool:
    """Whether this installation told the deed: its mark fits, or it was there before there were marks."""
    if record is None:
        return False
    if not record.mark:
        return number in by.unmarked or 0 < (record.sequence or 0) <= by.before_sequence
    return _same(record.mark, lambda: mark_of(record))


def _same(held: str, made: Callable[[], str]) -> bool:
    try:
        return hmac.compare_digest(held.encode(), made().encode())
    except UNREADABLE:
        return False


def _sealed() -> Iterator[EventRecord | None]:
    """The chain in order; None, at last, for a row that cannot be read."""
    rows = EventRecord.objects.exclude(sequence=None).order_by("sequence").iterator()
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except UNREADABLE:
            yield None
            return


def _waiting(at_a_time: int = 500) -> Iterator[tuple[int, EventRecord | None]]:
    """The rows without a seal by their ids, oldest first; None for one that cannot be read."""
    rows = EventRecord.objects.filter(sequence=None).order_by("id")
    numbers = list(rows.values_list("id", flat=True))
    for start in range(0, len(numbers), at_a_time):
        part = numbers[start : start + at_a_time]
        try:
            found = {record.pk: record for record in rows.filter(id__in=part)}
        except UNREADABLE:
            found = _one_by_one(part)
        for number in part:
            yield number, found.get(number)


def _one_by_one(numbers: list[int]) -> dict[int, EventRecord]:
    found: dict[int, EventRecord] = {}
    for number in numbers:
        try:
            found[number] = EventRecord.objects.get(id=number)
        except UNREADABLE:
            continue
    return found
