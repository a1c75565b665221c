"""The audit trail against somebody who can write the database but not the home."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from lianjian.foundation.actor import Actor
from lianjian.foundation.events import tell
from lianjian.foundation.models import EventRecord
from lianjian.foundation.sealing import FIRST, seal_of, seal_waiting, verify
from lianjian.foundation.vouching import Voucher, keep_head
from lianjian.kernel.refusals import Refused
from tests.foundation.listeners import Rang

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def keys(bells, settings, tmp_path: Path) -> Path:
    """An installation's keys, not yet made, over an empty trail."""
    settings.AUDIT_KEYS = tmp_path / "keys"
    return settings.AUDIT_KEYS


def ring(*bells: int) -> None:
    """Deeds, told as actions tell them."""
    with transaction.atomic():
        for bell in bells:
            tell(Rang(bell=bell), by=Actor.system("tests"))


@pytest.fixture
def sealed(keys: Path) -> Path:
    """Five sealed deeds; their keys."""
    ring(0, 1, 2, 3, 4)
    assert seal_waiting() == 5
    assert verify().is_whole
    return keys


def forged(**more: object) -> EventRecord:
    """A row as somebody writes it who has only the database."""
    told = {"name": Rang.name, "payload": {"bell": 7}, "actor": "person:1", "at": datetime.now(UTC)}
    return EventRecord.objects.create(**{**told, **more})


def test_sealing_again_changes_nothing(sealed) -> None:
    """Seals are given once."""
    head = verify().head
    assert seal_waiting() == 0
    assert verify().head == head


def test_the_chain_goes_on_over_later_deeds(sealed) -> None:
    """New deeds are chained to the old ones; until then they are counted as waiting."""
    ring(9)
    assert verify().waiting == 1
    seal_waiting()
    assert verify().sealed == 6
    assert verify().is_whole


@pytest.mark.parametrize(
    "change", [{"payload": {"bell": 99}}, {"actor": "person:1"}, {"name": "tests.silent"}, {"person": 4}]
)
def test_a_changed_row_is_found(sealed, change) -> None:
    """Any change of a sealed row breaks the chain at that row; of one that waits, it is a row of somebody else."""
    ring(9)
    EventRecord.objects.filter(sequence__in=(3, None)).update(**change)
    EventRecord.objects.filter(sequence=None).update(**change)
    assert verify().broken_at == 3
    assert len(verify().foreign) == 1


@pytest.mark.parametrize("gone", [1, 2, 5])
def test_a_removed_row_is_found(sealed, gone) -> None:
    """A gap breaks the chain, and so does a missing end."""
    EventRecord.objects.filter(sequence=gone).delete()
    assert verify().broken_at == gone


def test_the_removal_of_everything_is_found(sealed) -> None:
    """An empty trail is no whole trail where deeds were sealed."""
    EventRecord.objects.all().delete()
    assert verify().broken_at == 1


def test_an_end_cut_off_stays_found_when_the_chain_grows_again(sealed) -> None:
    """Later deeds take the numbers of those that are gone, but not their seals."""
    EventRecord.objects.filter(sequence__gt=3).delete()
    ring(10, 11, 12, 13)
    seal_waiting()
    assert verify().broken_at == 5


def test_swapped_rows_are_found(sealed) -> None:
    """Order is part of the seal."""
    first, second = EventRecord.objects.filter(sequence__in=(1, 2)).order_by("sequence")
    EventRecord.objects.filter(pk=first.pk).update(sequence=None)
    EventRecord.objects.filter(pk=second.pk).update(sequence=1)
    EventRecord.objects.filter(pk=first.pk).update(sequence=2)
    assert verify().broken_at == 1


@pytest.mark.parametrize(
    "by", [Voucher(b"another key"), Voucher(b"", before_sequence=9)], ids=["key", "no key"]
)
def test_a_chain_sealed_anew_is_found(sealed, by: Voucher) -> None:
    """Who edits a row and makes all seals after it again lacks the key."""
    EventRecord.objects.filter(sequence=3).update(actor="person:1")
    previous = FIRST
    for record in EventRecord.objects.order_by("sequence"):
        seal = seal_of(record, record.sequence, previous, by)
        EventRecord.objects.filter(pk=record.pk).update(previous_seal=previous, seal=seal)
        previous = seal
    assert verify().broken_at == 1


def test_a_forged_row_is_never_sealed(sealed) -> None:
    """What was not told by this installation stays outside the chain and is named, with or without a mark of
    another deed."""
    mark = EventRecord.objects.get(sequence=2).mark
    rows = [forged(), forged(mark="0" * 64), forged(mark=mark)]
    ring(9)
    assert seal_waiting() == 1
    verdict = verify()
    assert verdict.foreign == tuple(row.pk for row in rows)
    assert (verdict.broken_at, verdict.sealed, verdict.waiting) == (None, 6, 0)
    assert not verdict.is_whole


def test_a_forged_row_in_the_chain_is_found(sealed) -> None:
    """A row put behind the end of the chain by hand."""
    last = EventRecord.objects.get(sequence=5)
    forged(sequence=6, previous_seal=last.seal, seal="a" * 64)
    assert verify().broken_at == 6


@pytest.mark.parametrize("place", ["sequence = 3", "sequence IS NULL"])
def test_a_garbage_date_is_found_where_it_is(sealed, place: str) -> None:
    """What cannot be read at all is no traceback; deeds beside it are sealed."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a text in a column of dates")
    ring(8)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE foundation_event_record SET at = 'garbage' WHERE {place}")  # noqa: S608 - our own words
    ring(9)
    seal_waiting()
    verdict = verify()
    assert not verdict.is_whole
    if "NULL" in place:
        assert (verdict.broken_at, len(verdict.foreign), verdict.sealed) == (None, 1, 6)
    else:
        assert (verdict.broken_at, verdict.foreign) == (3, ())


def test_two_hubs_that_seal_in_turn_alarm_nobody(sealed, settings, tmp_path: Path) -> None:
    """Hubs with one key and a record each: every one's record is in the chain, which goes on behind it."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "audit.key").write_bytes((sealed / "audit.key").read_bytes())
    (other / "audit.heads").write_bytes(b"")
    for home in (other, sealed, other):
        settings.AUDIT_KEYS = home
        ring(20)
        assert seal_waiting() == 1
    for home in (sealed, other):
        settings.AUDIT_KEYS = home
        assert verify().is_whole
    EventRecord.objects.filter(sequence=8).delete()
    assert verify().broken_at == 8


def test_a_record_in_any_order_and_with_half_a_line_is_read(sealed) -> None:
    """Two sealers add their ends as they come; a power cut may leave half a line, and the next begins a new one."""
    heads = sealed / "audit.heads"
    third = EventRecord.objects.get(sequence=3)
    with heads.open("a") as file:
        file.write("7 abc")
    keep_head(3, third.seal)
    assert heads.read_text().splitlines()[1:] == ["7 abc", f"3 {third.seal}"]
    assert verify().is_whole


def test_a_lost_key_is_not_made_anew(sealed, settings, tmp_path: Path) -> None:
    """Neither verification nor a deed goes on with another key; the cure is the backup. The same for the record."""
    kept = (sealed / "audit.key").read_bytes()
    for bad in (b"", b"{}", kept[:-3]):
        settings.AUDIT_KEYS = tmp_path / f"damaged-{len(bad)}"
        settings.AUDIT_KEYS.mkdir()
        (settings.AUDIT_KEYS / "audit.key").write_bytes(bad)
        with pytest.raises(Refused, match=r"missing or damaged.*backup"):
            verify()
    settings.AUDIT_KEYS = tmp_path / "lost"
    for attempt in (verify, lambda: ring(1)):
        with pytest.raises(Refused, match=r"missing or damaged.*backup"):
            attempt()
    assert not (tmp_path / "lost" / "audit.key").exists()
    settings.AUDIT_KEYS = sealed
    (sealed / "audit.heads").unlink()
    with pytest.raises(Refused, match=r"audit.heads.*backup"):
        verify()


def test_keys_are_for_the_owner_only(sealed) -> None:
    """Key and record are readable by nobody else."""
    assert [path.name for path in sorted(sealed.iterdir())] == ["audit.heads", "audit.key"]
    assert [path.stat().st_mode & 0o777 for path in (sealed, *sealed.iterdir())] == [0o700, 0o600, 0o600]


def test_a_trail_from_before_there_was_a_key_is_taken_as_it_was(keys: Path) -> None:
    """An upgraded installation: the old chain ends where it ended, what waited is sealed, and nothing old can be
    changed or added any more."""
    old, previous = Voucher(b"", before_sequence=9), FIRST
    for number in (1, 2):
        record = forged(payload={"bell": number}, sequence=number, previous_seal=previous)
        record.seal = previous = seal_of(record, number, previous, old)
        record.save()
    waiting = forged(payload={"bell": 3})
    ring(4)
    assert json.loads((keys / "audit.key").read_bytes())["before_sequence"] == 2
    assert seal_waiting() == 2
    assert verify().is_whole
    assert verify().sealed == 4
    forged()
    assert len(verify().foreign) == 1
    EventRecord.objects.filter(pk=waiting.pk).update(actor="person:9")
    assert verify().broken_at == 3
    EventRecord.objects.filter(sequence=2).update(actor="person:9")
    assert verify().broken_at == 2
