from __future__ import annotations

import pytest
from django.db import transaction

from lianjian.foundation.actor import Actor
from lianjian.foundation.events import tell
from lianjian.foundation.models import EventRecord
from lianjian.foundation.sealing import seal_waiting, verify
from tests.foundation.listeners import Rang


@pytest.fixture
def sealed(bells):
    """Five sealed deeds."""
    with transaction.atomic():
        for bell in range(5):
            tell(Rang(bell=bell), by=Actor.system("tests"))
    assert seal_waiting() == 5
    assert verify().broken_at is None


def test_sealing_again_changes_nothing(sealed) -> None:
    """Seals are given once."""
    head = verify().head
    assert seal_waiting() == 0
    assert verify().head == head


def test_the_chain_goes_on_over_later_deeds(sealed) -> None:
    """New deeds are chained to the old ones; until then they are counted as waiting."""
    with transaction.atomic():
        tell(Rang(bell=9), by=Actor.system("tests"))
    assert verify().waiting == 1
    seal_waiting()
    assert verify().sealed == 6
    assert verify().broken_at is None


@pytest.mark.parametrize(
    "change", [{"payload": {"bell": 99}}, {"actor": "person:1"}, {"name": "tests.silent"}, {"person": 4}]
)
def test_a_changed_row_is_found(sealed, change) -> None:
    """Any change of a sealed row breaks the chain at that row."""
    EventRecord.objects.filter(sequence=3).update(**change)
    assert verify().broken_at == 3


def test_a_removed_row_is_found(sealed) -> None:
    """A gap breaks the chain."""
    EventRecord.objects.filter(sequence=2).delete()
    assert verify().broken_at == 2


def test_swapped_rows_are_found(sealed) -> None:
    """Order is part of the seal."""
    first, second = EventRecord.objects.filter(sequence__in=(1, 2)).order_by("sequence")
    EventRecord.objects.filter(pk=first.pk).update(sequence=None)
    EventRecord.objects.filter(pk=second.pk).update(sequence=1)
    EventRecord.objects.filter(pk=first.pk).update(sequence=2)
    assert verify().broken_at == 1
