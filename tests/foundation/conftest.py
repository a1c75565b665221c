from __future__ import annotations

import pytest

from lianjian.foundation import events
from lianjian.foundation.models import EventRecord
from tests.foundation import listeners


@pytest.fixture
def bells(db, settings):
    """The tests' own arrows instead of the installation's; gives what was heard."""
    settings.LIANJIAN_LISTENERS = "tests.foundation.listeners.LISTENERS"
    caches = (events.listeners, events._event_classes, events.listeners_of)
    for cached in caches:
        cached.cache_clear()
    listeners.heard.clear()
    EventRecord.objects.all().delete()  # what migrations recorded
    yield listeners.heard
    for cached in caches:
        cached.cache_clear()
