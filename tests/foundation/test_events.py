from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from lianjian.foundation.actor import Actor
from lianjian.foundation.calling import back_off, call_all_due
from lianjian.foundation.events import tell
from lianjian.foundation.models import EventRecord, PendingCall
from tests.foundation.listeners import Rang

BY = Actor.system("tests")


def ring(bell: int) -> None:
    with transaction.atomic():
        tell(Rang(bell=bell), by=BY)


def test_a_listener_at_once_hears_in_the_same_transaction(bells) -> None:
    """It has heard when the deed's transaction ends; the later one has not."""
    ring(1)
    assert bells == [("at once", 1)]


def test_the_later_listener_hears_once(bells) -> None:
    """Running the calls twice lets it hear once."""
    ring(1)
    assert call_all_due() == 1
    assert call_all_due() == 0
    assert bells == [("at once", 1), ("later", 1)]


def test_a_refused_deed_leaves_no_event(bells) -> None:
    """Where a listener at once fails, the whole deed is undone."""
    with pytest.raises(ValueError, match="no such bell"):
        ring(-1)
    assert not EventRecord.objects.exists()
    assert not PendingCall.objects.exists()


def test_a_rolled_back_deed_is_not_told(bells) -> None:
    """An event told in a transaction that fails afterwards never happened."""

    def ring_and_fall() -> None:
        with transaction.atomic():
            tell(Rang(bell=1), by=BY)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        ring_and_fall()
    assert not EventRecord.objects.exists()


def test_telling_outside_a_transaction_is_an_error(real_transactions, bells) -> None:
    """An event without its deed's transaction could be lost or invented."""
    with pytest.raises(transaction.TransactionManagementError):
        tell(Rang(bell=1), by=BY)


def test_a_broken_listener_is_tried_again_and_stops_nobody(bells) -> None:
    """Its reason is kept, others are called, and it waits longer each time."""
    ring(13)
    ring(2)
    call_all_due()
    assert ("later", 2) in bells
    pending = PendingCall.objects.get()
    assert pending.attempts == 1
    assert "bell 13 is broken" in pending.last_error
    assert call_all_due() == 0
    assert call_all_due(timezone.now() + timedelta(seconds=10)) == 1
    assert PendingCall.objects.get().attempts == 2


def test_waiting_grows_to_an_hour() -> None:
    """Back-off doubles and is bounded."""
    waits = [back_off(n) for n in range(1, 40)]
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(hours=1)
