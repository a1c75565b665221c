from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apps.reminders.owing import Box, boxes

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def outbox() -> Iterator[dict[str, Box]]:
    """Every channel writes its letters down instead of sending them."""
    with boxes() as found:
        yield found
