from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lianjian.foundation.leases import hold, release


@pytest.mark.django_db
def test_one_holder_at_a_time() -> None:
    """A second worker gets the lease only when the first one's has run out or was given back."""
    now = timezone.now()
    assert hold("jobs", holder="a", now=now, seconds=30)
    assert not hold("jobs", holder="b", now=now + timedelta(seconds=10), seconds=30)
    assert hold("jobs", holder="a", now=now + timedelta(seconds=20), seconds=30)
    assert not hold("jobs", holder="b", now=now + timedelta(seconds=45), seconds=30)
    assert hold("jobs", holder="b", now=now + timedelta(seconds=51), seconds=30)
    release("jobs", holder="a")
    assert not hold("jobs", holder="a", now=now + timedelta(seconds=52), seconds=30)
    release("jobs", holder="b")
    assert hold("jobs", holder="a", now=now + timedelta(seconds=52), seconds=30)
