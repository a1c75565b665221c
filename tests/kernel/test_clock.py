from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from lianjian.kernel.clock import civil_date


def test_the_day_changes_at_midnight_in_china() -> None:
    """16:00 UTC is midnight in China."""
    assert civil_date(datetime(2026, 2, 28, 15, 59, tzinfo=UTC)) == date(2026, 2, 28)
    assert civil_date(datetime(2026, 2, 28, 16, 0, tzinfo=UTC)) == date(2026, 3, 1)


def test_a_naive_moment_has_no_date() -> None:
    """A moment without a zone is refused rather than guessed."""
    with pytest.raises(ValueError, match="time zone"):
        civil_date(datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
